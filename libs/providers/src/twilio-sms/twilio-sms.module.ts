import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { TwilioSmsProvider } from './twilio-sms.provider.js';

/** Makes the provider; `TWILIO_API_BASE_URL` points it at the emulator or one of Twilio's regions. */
@Module({
  providers: [
    {
      provide: TwilioSmsProvider,
      inject: [ConfigService],
      useFactory: (config: ConfigService) =>
        new TwilioSmsProvider({ apiBaseUrl: config.get<string>('TWILIO_API_BASE_URL') }),
    },
  ],
  exports: [TwilioSmsProvider],
})
export class TwilioSmsModule {
  /** The class under which the provider is found. */
  static readonly provider = TwilioSmsProvider;
}
