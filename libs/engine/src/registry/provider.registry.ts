import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_PROVIDERS, type ChannelProvider } from '#herald/channel-provider';

/** The providers that this Herald has, by id. */
@Injectable()
export class ProviderRegistry {
  readonly #byId: ReadonlyMap<string, ChannelProvider>;

  constructor(@Inject(CHANNEL_PROVIDERS) providers: readonly ChannelProvider[]) {
    this.#byId = new Map(providers.map((provider) => [provider.manifest.id, provider]));
  }

  all(): readonly ChannelProvider[] {
    return [...this.#byId.values()];
  }

  find(id: string): ChannelProvider | undefined {
    return this.#byId.get(id);
  }
}
