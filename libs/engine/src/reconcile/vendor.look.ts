import { Injectable, Logger } from '@nestjs/common';
import type {
  ChannelProvider,
  ProviderConfig,
  ProviderSighting,
  SightingSearch,
  StatusSignal,
} from '#herald/channel-provider';
import { IntegrationRepository, type StandingDelivery, type UnknownDelivery, UnsealError } from '#herald/store';
import { DeliveryRequests } from '../deliver/delivery.request.js';
import { errorName } from '../engine.errors.js';
import { ReconcileLimits } from '../engine.limits.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import type { LookWindow } from './look.window.js';
import { PollBudget } from './poll.budget.js';

/** A provider that can be asked, with the integration's configuration. */
interface Vendor {
  provider: ChannelProvider & Required<Pick<ChannelProvider, 'lookup'>>;
  config: ProviderConfig;
}

/** The vendor did not answer in time. */
class LookTimeoutError extends Error {
  override readonly name = 'LookTimeoutError';

  constructor(providerId: string, timeoutMs: number) {
    super(`${providerId} did not answer within ${timeoutMs} ms`);
  }
}

/** Asks vendors what became of deliveries, with the credentials that each was sent with, and within the budget. */
@Injectable()
export class VendorLook {
  readonly #logger = new Logger('VendorLook');

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly integrations: IntegrationRepository,
    private readonly requests: DeliveryRequests,
    private readonly budget: PollBudget,
    private readonly limits: ReconcileLimits,
  ) {}

  /**
   * What the vendor has that may come of the delivery's attempt. Nothing where nobody can be asked: the provider cannot
   * look up, or what was sent cannot be rebuilt because integration or credentials are gone.
   *
   * @throws when the vendor can be asked and does not answer
   */
  async sightingsOf(delivery: UnknownDelivery, { from, until }: LookWindow): Promise<StatusSignal[]> {
    const vendor = await this.#vendorOf(delivery);
    const request = vendor && this.#requestOf(vendor, delivery);
    if (vendor === undefined || request === undefined) return [];
    const search = { by: 'request', request: request.request, createdAfter: from, createdBefore: until } as const;
    const sightings = await this.#ask(delivery.integrationId, { ...vendor, config: request.config }, search);
    return sightings.map(({ signal }) => signal).filter((signal): signal is StatusSignal => signal.kind === 'status');
  }

  /**
   * The vendor's present word on a message; undefined when it knows none.
   *
   * @throws when the vendor does not answer
   */
  async stateOf(delivery: StandingDelivery): Promise<StatusSignal | undefined> {
    const { providerMessageId } = delivery;
    const vendor = await this.#vendorOf(delivery);
    if (vendor === undefined) return undefined;
    const config = this.requests.configOf(vendor.provider, delivery, vendor.config);
    const sightings = await this.#ask(delivery.integrationId, { ...vendor, config }, { by: 'id', providerMessageId });
    return sightings
      .map(({ signal }) => signal)
      .find(
        (signal): signal is StatusSignal => signal.kind === 'status' && signal.providerMessageId === providerMessageId,
      );
  }

  async #vendorOf({ provider: id, integrationId }: Pick<UnknownDelivery, 'provider' | 'integrationId'>) {
    const provider = this.registry.find(id);
    const integration = await this.integrations.findById(integrationId);
    if (integration === undefined || provider === undefined || !canLookUp(provider)) return undefined;
    return { provider, config: integration.config } satisfies Vendor;
  }

  #requestOf({ provider, config: stored }: Vendor, delivery: UnknownDelivery) {
    try {
      const { config, built } = this.requests.build(provider, delivery, stored);
      return built.kind === 'request' ? { config, request: built.request } : undefined;
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      this.#logger.error(`Provider ${delivery.provider} broke its contract: build threw a ${errorName(error)}`);
      return undefined;
    }
  }

  #ask(integrationId: string, { provider, config }: Vendor, search: SightingSearch): Promise<ProviderSighting[]> {
    const { lookupTimeoutMs } = this.limits;
    return this.budget.ask(integrationId, () => {
      const timeout = AbortSignal.timeout(lookupTimeoutMs);
      const tooLate = new Promise<never>((_resolve, reject) => {
        timeout.addEventListener('abort', () => reject(new LookTimeoutError(provider.manifest.id, lookupTimeoutMs)));
      });
      return Promise.race([provider.lookup(search, config), tooLate]);
    });
  }
}

function canLookUp(provider: ChannelProvider): provider is Vendor['provider'] {
  return provider.lookup !== undefined;
}
