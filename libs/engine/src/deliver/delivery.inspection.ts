import { Injectable, Logger } from '@nestjs/common';
import { type ChannelProvider, type JsonValue, MASK, type ProviderConfig } from '#herald/channel-provider';
import {
  type App,
  type DeliveryDetail,
  DeliveryDetails,
  type DeliveryMaterial,
  IntegrationRepository,
  UnsealError,
} from '#herald/store';
import { NotFoundError, errorName } from '../engine.errors.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import { DeliveryRequests } from './delivery.request.js';

/** The request to the vendor, as it is built from what is kept, or in words why there is none to show. */
export interface ShownRequest {
  /** Plain data in the provider's own form; secrets and signatures are masked. */
  content: JsonValue;
  /** Null when there is a content. */
  explanation: string | null;
}

/** A delivery with everything that is known of it. */
export interface InspectedDelivery extends DeliveryDetail {
  request: ShownRequest;
}

const SHORTEST_SECRET = 4;

/** Shows single deliveries to people. */
@Injectable()
export class DeliveryInspection {
  readonly #logger = new Logger('DeliveryInspection');

  constructor(
    private readonly details: DeliveryDetails,
    private readonly registry: ProviderRegistry,
    private readonly integrations: IntegrationRepository,
    private readonly requests: DeliveryRequests,
  ) {}

  /** @throws NotFoundError */
  async find(app: App, deliveryId: string): Promise<InspectedDelivery> {
    const found = await this.details.find(app.id, deliveryId);
    if (found === undefined) throw new NotFoundError('This delivery');
    const { detail, material } = found;
    if (material === undefined) return { ...detail, request: nothing('It was discarded before there was a request.') };
    return { ...detail, request: await this.#requestOf(material) };
  }

  async #requestOf(material: DeliveryMaterial): Promise<ShownRequest> {
    const provider = this.registry.find(material.provider);
    if (provider === undefined) return nothing('Its provider is not installed here any more.');
    try {
      const integration = await this.integrations.findById(material.integrationId);
      if (integration === undefined) return nothing('Its integration was deleted.');
      return this.#build(provider, material, integration.config);
    } catch (error) {
      if (error instanceof UnsealError) return nothing('The settings that it was sent with cannot be opened any more.');
      throw error;
    }
  }

  #build(provider: ChannelProvider, material: DeliveryMaterial, stored: ProviderConfig): ShownRequest {
    try {
      const { config, built } = this.requests.build(provider, material, stored);
      if (built.kind !== 'request') return nothing(built.reason.explanation);
      const signature = this.requests.callbackUrlOf(material).split('.').at(-1) ?? '';
      const secrets = [signature, ...secretsOf(provider, config)];
      return { content: masked(built.request as JsonValue, secrets), explanation: null };
    } catch (error) {
      if (error instanceof UnsealError) throw error;
      this.#logger.error(`Provider ${material.provider} broke its contract: build threw a ${errorName(error)}`);
      return nothing('The provider failed to build it.');
    }
  }
}

function nothing(explanation: string): ShownRequest {
  return { content: null, explanation };
}

function secretsOf({ manifest }: ChannelProvider, config: ProviderConfig): string[] {
  const names = Object.keys(config).filter((name) => manifest.config[name]?.secret !== false);
  return names.map((name) => String(config[name])).filter((value) => value.length >= SHORTEST_SECRET);
}

/** Providers put no secret into a request; what an override copied into a field of the body is masked all the same. */
function masked(value: JsonValue, secrets: readonly string[]): JsonValue {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, MASK), value);
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, secrets)]));
}
