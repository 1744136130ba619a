import { Injectable } from '@nestjs/common';
import {
  type BuildResult,
  type ChannelProvider,
  type Overrides,
  type ProviderConfig,
  overrideConfig,
  readOverrides,
} from '#herald/channel-provider';
import { ConfigOverrideSeal, type DeliveryMaterial } from '#herald/store';
import { CallbackAddress } from '../track/callback.address.js';
import { readMessage } from './message.reading.js';

/** Makes of what is kept what a provider works with: for each attempt, and for each look at the vendor, the same. */
@Injectable()
export class DeliveryRequests {
  constructor(
    private readonly configOverrides: ConfigOverrideSeal,
    private readonly callbackAddress: CallbackAddress,
  ) {}

  /**
   * The integration's configuration with what the delivery's request replaced.
   *
   * @throws UnsealError when the replaced settings cannot be opened
   */
  configOf(
    { manifest }: ChannelProvider,
    delivery: Pick<DeliveryMaterial, 'deliveryId' | 'sealedConfigOverride'>,
    stored: ProviderConfig,
  ): ProviderConfig {
    return overrideConfig(manifest, stored, { config: this.#replacedSettings(delivery), fields: {} });
  }

  /**
   * What goes out to the vendor.
   *
   * @throws UnsealError when the replaced settings cannot be opened
   * @throws whatever a provider's `build` throws against its contract
   */
  build(
    provider: ChannelProvider,
    delivery: DeliveryMaterial,
    stored: ProviderConfig,
  ): { config: ProviderConfig; built: BuildResult<unknown> } {
    const { fields } = readOverrides(delivery.override ?? undefined, provider.manifest).overrides;
    const overrides: Overrides = { fields, config: this.#replacedSettings(delivery) };
    const config = overrideConfig(provider.manifest, stored, overrides);
    const built = provider.build({
      message: readMessage(delivery.content, delivery.data, delivery.category),
      address: delivery.address,
      config,
      overrides,
      callbackUrl: this.callbackUrlOf(delivery),
    });
    return { config, built };
  }

  /** Where the vendor reports on it. */
  callbackUrlOf({
    apiKey,
    appId,
    provider,
    deliveryId,
    integrationId,
    sealedConfigOverride,
  }: DeliveryMaterial): string {
    const own = sealedConfigOverride === null ? integrationId : undefined;
    return this.callbackAddress.of({ apiKey, appId, providerId: provider, deliveryId, integrationId: own });
  }

  #replacedSettings({
    deliveryId,
    sealedConfigOverride,
  }: Pick<DeliveryMaterial, 'deliveryId' | 'sealedConfigOverride'>): ProviderConfig {
    return sealedConfigOverride === null ? {} : this.configOverrides.open(deliveryId, sealedConfigOverride);
  }
}
