import { Injectable } from '@nestjs/common';
import { type ChannelProvider, type ProviderConfig, overrideConfig } from '#herald/channel-provider';
import {
  AppRepository,
  CallbackRepository,
  ConfigOverrideSeal,
  type DeliveryCredentials,
  IntegrationRepository,
  UnsealError,
} from '#herald/store';
import { NotFoundError } from '../engine.errors.js';
import { CallbackAddress, type ClaimedDelivery, deliveryClaimedIn } from './callback.address.js';

/** Whom a callback is for, by the address that it came to. */
export interface Addressee {
  appId: string;
  /** Of the app; undefined when the address names none with a signature of ours. */
  deliveryId: string | undefined;
  /** What the delivery was sent with; undefined where that is not to be had any more. */
  config: ProviderConfig | undefined;
}

/** Finds whom a callback is for: from memory where the address names the integration, as it does for most messages. */
@Injectable()
export class CallbackAddressees {
  constructor(
    private readonly address: CallbackAddress,
    private readonly apps: AppRepository,
    private readonly integrations: IntegrationRepository,
    private readonly callbacks: CallbackRepository,
    private readonly configOverrides: ConfigOverrideSeal,
  ) {}

  /** @throws NotFoundError when no app has this key */
  async of(apiKey: string, provider: ChannelProvider, url: string): Promise<Addressee> {
    const providerId = provider.manifest.id;
    const claimed = deliveryClaimedIn(url);
    const isOurs = (appId: string) =>
      claimed !== undefined && this.address.isOurs(claimed, { apiKey, appId, providerId });
    const sender = claimed && (await this.#senderOf(apiKey, provider, claimed));
    if (sender !== undefined && isOurs(sender.appId)) return { ...sender, deliveryId: claimed?.deliveryId };
    const app = await this.apps.findByKey(apiKey);
    if (app === undefined) throw new NotFoundError('This callback address');
    return { appId: app.id, deliveryId: isOurs(app.id) ? claimed?.deliveryId : undefined, config: undefined };
  }

  /** Who sent a delivery, if its address may be believed; undefined when neither it nor its integration is there. */
  async #senderOf(
    apiKey: string,
    provider: ChannelProvider,
    { deliveryId, integrationId }: ClaimedDelivery,
  ): Promise<Omit<Addressee, 'deliveryId'> | undefined> {
    const providerId = provider.manifest.id;
    if (integrationId !== undefined) {
      const integration = await this.integrations.findRecent(integrationId);
      return integration?.provider === providerId
        ? { appId: integration.appId, config: integration.config }
        : undefined;
    }
    const credentials = await this.callbacks.credentialsOf(apiKey, providerId, deliveryId);
    if (credentials === undefined) return undefined;
    return { appId: credentials.appId, config: await this.#configOf(provider, deliveryId, credentials) };
  }

  /** The configuration that a delivery was sent with; undefined when its integration is gone. */
  async #configOf(
    { manifest }: ChannelProvider,
    deliveryId: string,
    { integrationId, sealedConfigOverride }: DeliveryCredentials,
  ): Promise<ProviderConfig | undefined> {
    if (integrationId === null) return undefined;
    const integration = await this.integrations.findRecent(integrationId);
    if (sealedConfigOverride === null) return integration?.config;
    try {
      const config = this.configOverrides.open(deliveryId, sealedConfigOverride);
      return overrideConfig(manifest, integration?.config ?? {}, { config, fields: {} });
    } catch (error) {
      if (error instanceof UnsealError) return integration?.config;
      throw error;
    }
  }
}
