import { Injectable } from '@nestjs/common';
import {
  type ChannelProvider,
  type ConnectionReport,
  type Fault,
  MASK,
  NO_OVERRIDES,
  type ProviderConfig,
  checkConfig,
  maskConfig,
  splitSecrets,
} from '#herald/channel-provider';
import {
  type App,
  BreakerRepository,
  DueSignal,
  HEALTHY,
  type Integration,
  type IntegrationHealth,
  IntegrationRepository,
  type IntegrationWrite,
  LaneDirectory,
} from '#herald/store';
import { uuidv7 } from 'uuidv7';
import { InvalidRequestError, NotFoundError } from '../engine.errors.js';
import type { InlineUser } from '../notify/notify.request.js';
import { NotifyService } from '../notify/notify.service.js';
import { planSender } from '../notify/sender.plan.js';
import { ProviderRegistry } from './provider.registry.js';

/** What a person gives to switch a provider on. */
export interface IntegrationDraft {
  provider: string;
  label?: string | null;
  tenant?: string | null;
  enabled?: boolean;
  /** Lowest first. */
  priority?: number;
  allowCredentialOverride?: boolean;
  config: Readonly<Record<string, unknown>>;
}

/** What may be changed later. Settings that are absent or masked keep their stored value. */
export type IntegrationPatch = Partial<Omit<IntegrationDraft, 'provider'>>;

/** An integration as it may be shown. */
export interface IntegrationView extends Omit<Integration, 'appId' | 'account' | 'version'> {
  /** Secrets are masked. */
  config: ProviderConfig;
  /** Whether its vendor takes messages. */
  health: IntegrationHealth;
}

const DEFAULT_PRIORITY = 100;

/** Switches providers on and off for an app. */
@Injectable()
export class IntegrationService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly integrations: IntegrationRepository,
    private readonly breakers: BreakerRepository,
    private readonly lanes: LaneDirectory,
    private readonly dueSignal: DueSignal,
    private readonly notifyService: NotifyService,
  ) {}

  async list(app: App): Promise<IntegrationView[]> {
    const integrations = await this.integrations.list(app.id);
    return this.#toViews(integrations);
  }

  /** @throws NotFoundError */
  async get(app: App, id: string): Promise<IntegrationView> {
    return this.#toView(await this.#find(app, id));
  }

  /** @throws InvalidRequestError with every fault of the draft */
  async create(app: App, draft: IntegrationDraft): Promise<IntegrationView> {
    const provider = this.#providerNamed(draft.provider);
    const write = toWrite(provider, { id: uuidv7(), appId: app.id, ...DEFAULTS }, draft, {});
    return this.#toView(await this.integrations.insert(write));
  }

  /**
   * @throws NotFoundError
   * @throws InvalidRequestError with every fault
   */
  async update(app: App, id: string, patch: IntegrationPatch): Promise<IntegrationView> {
    const stored = await this.#find(app, id);
    const write = toWrite(this.#providerOf(stored), stored, patch, stored.config);
    const updated = await this.integrations.update(write);
    if (updated === undefined) throw new NotFoundError('This integration');
    await this.#applyToWaiting(updated);
    return this.#toView(updated);
  }

  /** @throws NotFoundError */
  async delete(app: App, id: string): Promise<void> {
    if (!(await this.integrations.delete(app.id, id))) throw new NotFoundError('This integration');
  }

  /**
   * Asks the vendor whether the stored credentials are good.
   *
   * @param change settings that are checked in place of the stored ones; nothing is stored
   * @throws NotFoundError
   * @throws InvalidRequestError with every fault of the settings
   */
  async verify(app: App, id: string, change: IntegrationDraft['config'] = {}): Promise<ConnectionReport> {
    const integration = await this.#find(app, id);
    const provider = this.#providerOf(integration);
    return checkWithVendor(provider, soundConfig(provider, change, integration.config));
  }

  /**
   * Asks the vendor whether credentials are good before anything is stored.
   *
   * @throws InvalidRequestError with every fault of the settings
   */
  async verifyDraft(draft: Pick<IntegrationDraft, 'provider' | 'config'>): Promise<ConnectionReport> {
    const provider = this.#providerNamed(draft.provider);
    return checkWithVendor(provider, soundConfig(provider, draft.config, {}));
  }

  /**
   * Sends one notification through exactly this integration.
   *
   * @throws NotFoundError
   * @throws InvalidRequestError when it is switched off
   */
  async test(
    app: App,
    id: string,
    trial: { recipient: string | InlineUser; message?: string },
  ): Promise<{ requestId: string }> {
    const integration = await this.#find(app, id);
    if (!integration.enabled) {
      throw new InvalidRequestError([{ path: 'enabled', message: 'is false: switch the integration on to test it' }]);
    }
    const { requestId } = await this.notifyService.notify(app, {
      content: { title: 'Herald', message: trial.message ?? 'This is a test message from Herald.' },
      recipients: [trial.recipient],
      data: {},
      integrationId: id,
      ...(integration.tenant === null ? {} : { tenant: integration.tenant }),
    });
    return { requestId };
  }

  async #find(app: App, id: string): Promise<Integration> {
    const integration = await this.integrations.findById(id);
    if (integration === undefined || integration.appId !== app.id) throw new NotFoundError('This integration');
    return integration;
  }

  #providerNamed(id: string): ChannelProvider {
    const provider = this.registry.find(id);
    if (provider !== undefined) return provider;
    const known = this.registry.all().map(({ manifest }) => manifest.id);
    throw new InvalidRequestError([{ path: 'provider', message: `must be one of ${known.join(', ')}` }]);
  }

  #providerOf(integration: Integration): ChannelProvider {
    const provider = this.registry.find(integration.provider);
    if (provider === undefined) {
      const message = `${integration.provider} is not installed here; name its package in HERALD_PROVIDERS`;
      throw new InvalidRequestError([{ path: 'provider', message }]);
    }
    return provider;
  }

  /** What waits already goes at the new rate; and if it was held back, the change may be the mend. */
  async #applyToWaiting(integration: Integration): Promise<void> {
    const provider = this.registry.find(integration.provider);
    if (provider !== undefined) await this.lanes.setRates([planSender({ integration, provider }, NO_OVERRIDES)]);
    await this.breakers.tryNow(integration.id);
    this.dueSignal.announce();
  }

  async #toView(integration: Integration): Promise<IntegrationView> {
    const [view] = await this.#toViews([integration]);
    if (view === undefined) throw new Error('An integration has no view');
    return view;
  }

  async #toViews(integrations: readonly Integration[]): Promise<IntegrationView[]> {
    const health = await this.breakers.healthOf(integrations.map(({ id }) => id));
    return integrations.map(({ appId: _appId, account: _account, version: _version, ...integration }) => {
      const fields = this.registry.find(integration.provider)?.manifest.config ?? {};
      return {
        ...integration,
        config: maskConfig(fields, integration.config),
        health: health.get(integration.id) ?? HEALTHY,
      };
    });
  }
}

const DEFAULTS = {
  label: null,
  tenant: null,
  enabled: true,
  priority: DEFAULT_PRIORITY,
  allowCredentialOverride: true,
};

function toWrite(
  provider: ChannelProvider,
  stored: Pick<Integration, 'id' | 'appId' | keyof typeof DEFAULTS>,
  given: IntegrationPatch,
  storedConfig: ProviderConfig,
): IntegrationWrite {
  const { manifest, webhook } = provider;
  const config = soundConfig(provider, given.config ?? {}, storedConfig);
  return {
    id: stored.id,
    appId: stored.appId,
    provider: manifest.id,
    channel: manifest.channel,
    label: given.label === undefined ? stored.label : given.label,
    tenant: given.tenant === undefined ? stored.tenant : given.tenant,
    enabled: given.enabled ?? stored.enabled,
    priority: given.priority ?? stored.priority,
    allowCredentialOverride: given.allowCredentialOverride ?? stored.allowCredentialOverride,
    account: webhook?.accountOf(config) ?? null,
    ...splitSecrets(manifest.config, config),
  };
}

/**
 * The stored settings with what is given laid over them.
 *
 * @throws InvalidRequestError with every fault
 */
function soundConfig(
  { manifest }: ChannelProvider,
  given: IntegrationDraft['config'],
  stored: ProviderConfig,
): ProviderConfig {
  const { config, faults } = checkConfig(manifest.config, { ...stored, ...withoutMasks(given) });
  if (faults.length > 0) throw new InvalidRequestError(faults satisfies Fault[]);
  return config;
}

async function checkWithVendor(provider: ChannelProvider, config: ProviderConfig): Promise<ConnectionReport> {
  if (provider.check !== undefined) return provider.check(config);
  const message = 'This provider has no way to check its configuration; send a test message instead.';
  return { usable: true, findings: [{ severity: 'warning', message }] };
}

/** A form sends back the masks that it was shown; they stand for the stored secrets. Null takes a setting away. */
function withoutMasks(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== MASK));
}
