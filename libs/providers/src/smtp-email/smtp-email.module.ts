import { Module } from '@nestjs/common';
import { SmtpEmailProvider } from './smtp-email.provider.js';

/** Makes e-mail by SMTP available. */
@Module({
  providers: [{ provide: SmtpEmailProvider, useFactory: () => new SmtpEmailProvider() }],
  exports: [SmtpEmailProvider],
})
export class SmtpEmailModule {
  static readonly provider = SmtpEmailProvider;
}
