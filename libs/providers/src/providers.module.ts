import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CHANNEL_PROVIDERS, type ChannelProvider } from '#herald/channel-provider';
import { FakeModule } from './fake/fake.module.js';
import { checkedCatalogue } from './provider.catalogue.js';
import { loadProviderPackages } from './provider.packages.js';
import { SmtpEmailModule } from './smtp-email/smtp-email.module.js';
import { TwilioSmsModule } from './twilio-sms/twilio-sms.module.js';
import { TwilioWhatsappModule } from './twilio-whatsapp/twilio-whatsapp.module.js';

/** The list: a provider is in Herald when its module stands here. */
export const PROVIDER_MODULES = [TwilioWhatsappModule, TwilioSmsModule, SmtpEmailModule, FakeModule];

/** Gives every provider, Herald's own and those of `HERALD_PROVIDERS`, under the token `CHANNEL_PROVIDERS`. */
@Module({})
export class ProvidersModule implements OnApplicationShutdown {
  constructor(@Inject(CHANNEL_PROVIDERS) private readonly providers: readonly ChannelProvider[]) {}

  /**
   * @param options.packages npm packages with further providers
   * @returns a global module; its start fails with a ProviderPackageError or a ProviderCatalogueError that says the mend
   */
  static register({ packages }: { packages: readonly string[] }): DynamicModule {
    return {
      module: ProvidersModule,
      global: true,
      imports: PROVIDER_MODULES,
      providers: [
        {
          provide: CHANNEL_PROVIDERS,
          inject: PROVIDER_MODULES.map(({ provider }) => provider),
          useFactory: async (...own: ChannelProvider[]) =>
            checkedCatalogue([...own, ...(await loadProviderPackages(packages))]),
        },
      ],
      exports: [CHANNEL_PROVIDERS],
    };
  }

  /** Closes the connections of every provider, also when one of them fails to; after the workers, which finish first. */
  async onApplicationShutdown(): Promise<void> {
    const closed = await Promise.allSettled(this.providers.map(async (provider) => provider.close?.()));
    const causes = closed.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (causes.length > 0) throw new AggregateError(causes, `${causes.length} providers could not be closed`);
  }
}
