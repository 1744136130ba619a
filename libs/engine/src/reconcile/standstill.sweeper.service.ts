import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import {
  CallbackRepository,
  type StandingDelivery,
  type StandingQuery,
  type StandstillWindow,
  StandstillWindows,
  statusRank,
} from '#herald/store';
import { errorName } from '../engine.errors.js';
import { ReconcileLimits, type StandstillCheck } from '../engine.limits.js';
import { EngineMetrics } from '../engine.metrics.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import { keptSignal } from '../track/kept.signal.js';
import { ShutdownSignal } from '../shutdown.signal.js';
import { RegularTask } from './regular.task.js';
import { VendorLook } from './vendor.look.js';

/** Fetches what callbacks did not bring: asks vendors about messages whose status has stood still. */
@Injectable()
export class StandstillSweeper implements OnApplicationBootstrap {
  readonly #logger = new Logger('StandstillSweeper');
  readonly #task: RegularTask;

  constructor(
    private readonly windows: StandstillWindows,
    private readonly callbacks: CallbackRepository,
    private readonly look: VendorLook,
    private readonly registry: ProviderRegistry,
    private readonly limits: ReconcileLimits,
    private readonly metrics: EngineMetrics,
    private readonly shutdown: ShutdownSignal,
  ) {
    this.#task = new RegularTask(() => this.sweep(), {
      pauseMs: limits.sweepEveryMs,
      context: StandstillSweeper.name,
      failure: 'Looking for missing callbacks failed',
    });
  }

  onApplicationBootstrap(): void {
    this.shutdown.onRaised(() => this.#task.stop());
    this.#task.start();
  }

  /** One round: checks one window, if one is due. */
  async sweep(): Promise<void> {
    const { windowMs, checks, windowLeaseMs } = this.limits;
    await this.windows.open(windowMs, checks[0]?.afterMs ?? 0);
    const window = await this.windows.take(windowLeaseMs);
    if (window !== undefined) await this.#check(window);
  }

  /** One check of all that was sent in a window. Cut short, it is taken up again where it was. */
  async #check(window: StandstillWindow): Promise<void> {
    const { checks } = this.limits;
    const check = checks[window.step];
    const isDone = check === undefined || (await this.#askAboutAll(window, this.#queryFor(check)));
    if (isDone) await this.windows.finish(window, checks[window.step + 1]?.afterMs);
  }

  /** False when it was cut short. */
  async #askAboutAll(window: StandstillWindow, query: StandingQuery): Promise<boolean> {
    const silent = new Set<string>();
    for (let rest = window; ;) {
      const { standing, next } = await this.windows.page(rest, query, this.limits.standingAtOnce);
      await this.#askAbout(standing, silent);
      if (this.#task.isStopped) return false;
      if (next === undefined) return true;
      if (!(await this.windows.advance(next, this.limits.windowLeaseMs))) return false;
      rest = next;
    }
  }

  /** Only providers that can be asked; `delivered` is the end where nobody reports `seen`. */
  #queryFor({ statuses }: StandstillCheck): StandingQuery {
    const askable = this.registry.all().filter((provider) => provider.lookup !== undefined);
    const reporting = askable.filter(({ manifest }) => manifest.capabilities.seen);
    return {
      sent: statuses.includes('sent') ? askable.map(({ manifest }) => manifest.id) : [],
      delivered: statuses.includes('delivered') ? reporting.map(({ manifest }) => manifest.id) : [],
    };
  }

  /** @param silent integrations whose vendor did not answer in this check: it is not asked again before the next */
  async #askAbout(standing: readonly StandingDelivery[], silent: Set<string>): Promise<void> {
    const integrationIds = new Set(standing.map((delivery) => delivery.integrationId));
    await Promise.all(
      [...integrationIds].map(async (id) => {
        if (silent.has(id)) return;
        const isAnswering = await this.#askOneVendor(standing.filter((delivery) => delivery.integrationId === id));
        if (!isAnswering) silent.add(id);
      }),
    );
  }

  /** One after the other, until the vendor does not answer: then false. */
  async #askOneVendor(deliveries: readonly StandingDelivery[]): Promise<boolean> {
    for (const delivery of deliveries) {
      const { provider, deliveryId } = delivery;
      try {
        const isAdvanced = await this.#fetchStatus(delivery);
        this.metrics.standstillAsked(provider, isAdvanced ? 'advanced' : 'unchanged');
      } catch (error) {
        if (this.#task.isStopped) return false;
        this.metrics.standstillAsked(provider, 'failed');
        this.#logger.warn(`${provider} cannot be asked about delivery ${deliveryId}: ${errorName(error)}`);
        return false;
      }
    }
    return true;
  }

  /** True when the vendor knew more than we did. */
  async #fetchStatus(delivery: StandingDelivery): Promise<boolean> {
    const signal = await this.look.stateOf(delivery);
    if (signal?.event === undefined || statusRank(signal.event) <= statusRank(delivery.status)) return false;
    const { deliveryId, appId, provider } = delivery;
    await this.callbacks.apply([{ ...keptSignal(signal), deliveryId, appId, provider }]);
    return true;
  }
}
