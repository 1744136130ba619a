import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { TwilioWhatsappProvider } from './twilio-whatsapp.provider.js';

/** Makes the provider; `TWILIO_API_BASE_URL` points it at the emulator or one of Twilio's regions. */
@Module({
  providers: [
    {
      provide: TwilioWhatsappProvider,
      inject: [ConfigService],
      useFactory: (config: ConfigService) =>
        new TwilioWhatsappProvider({ apiBaseUrl: config.get<string>('TWILIO_API_BASE_URL') }),
    },
  ],
  exports: [TwilioWhatsappProvider],
})
export class TwilioWhatsappModule {
  /** The class under which the provider is found. */
  static readonly provider = TwilioWhatsappProvider;
}
