import { Injectable } from '@nestjs/common';
import { NO_OVERRIDES } from '#herald/channel-provider';
import {
  type App,
  BreakerRepository,
  type CallbackMark,
  CallbackMarks,
  HEALTHY,
  type Integration,
  type IntegrationHealth,
  type IntegrationLoad,
  IntegrationLoads,
  IntegrationRepository,
} from '#herald/store';
import { ProviderRegistry } from './provider.registry.js';

/** How an integration fares. */
export interface IntegrationCondition {
  id: string;
  provider: string;
  channel: string;
  label: string | null;
  tenant: string | null;
  enabled: boolean;
  /** Whether its vendor takes messages. */
  breaker: IntegrationHealth;
  backlog: Omit<IntegrationLoad, 'sentPerSecond' | 'heldUntil'>;
  rate: {
    /** What its sender may send; null: as much as the vendor takes. */
    allowedPerSecond: number | null;
    sentPerSecond: number;
    heldUntil: Date | null;
  };
  /** Of its provider, whose callbacks do not all name an integration; null where the provider takes none. */
  callbacks: CallbackMark | null;
}

const NO_LOAD: IntegrationLoad = {
  due: 0,
  scheduled: 0,
  claimed: 0,
  unknown: 0,
  oldestDueAt: null,
  isWhole: true,
  sentPerSecond: 0,
  heldUntil: null,
};
const NO_CALLBACKS: CallbackMark = { lastReceivedAt: null, refused: 0, lastRefusedAt: null };

/** Tells how the integrations of an app fare. */
@Injectable()
export class HealthService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly integrations: IntegrationRepository,
    private readonly breakers: BreakerRepository,
    private readonly loads: IntegrationLoads,
    private readonly marks: CallbackMarks,
  ) {}

  async of(app: App): Promise<IntegrationCondition[]> {
    const integrations = await this.integrations.list(app.id);
    const [breakers, loads, marks] = await Promise.all([
      this.breakers.healthOf(integrations.map(({ id }) => id)),
      this.loads.of(app.id),
      this.marks.of(app.id),
    ]);
    return integrations.map((integration) => {
      const { id, provider, channel, label, tenant, enabled } = integration;
      const { sentPerSecond, heldUntil, ...backlog } = loads.get(id) ?? NO_LOAD;
      const takesCallbacks = this.registry.find(provider)?.webhook !== undefined;
      return {
        id,
        provider,
        channel,
        label,
        tenant,
        enabled,
        backlog,
        breaker: breakers.get(id) ?? HEALTHY,
        rate: { allowedPerSecond: this.#allowedPerSecond(integration), sentPerSecond, heldUntil },
        callbacks: takesCallbacks ? (marks.get(provider) ?? NO_CALLBACKS) : null,
      };
    });
  }

  #allowedPerSecond({ provider, config }: Integration): number | null {
    const rate = this.registry.find(provider)?.pace?.({ config, overrides: NO_OVERRIDES }).rate;
    return rate === undefined ? null : (rate.sends * 1_000) / rate.perMs;
  }
}
