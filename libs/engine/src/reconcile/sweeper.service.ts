import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { discardReason } from '#herald/channel-provider';
import { CallbackRepository, DeliveryClaims, DueSignal, NotificationRepository, isStoreOutage } from '#herald/store';
import { ENGINE_CHANNELS } from '../engine.channels.js';
import { RETENTION, ReconcileLimits, SWEEP } from '../engine.limits.js';
import { EngineMetrics } from '../engine.metrics.js';
import { ShutdownSignal } from '../shutdown.signal.js';
import { RegularTask } from './regular.task.js';

/** Regular upkeep: takes back claims of dead workers, matches parked callbacks, lets go of old idempotency keys. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap {
  readonly #logger = new Logger('Sweeper');
  readonly #task = new RegularTask(() => this.#sweep(), {
    pauseMs: SWEEP.everyMs,
    context: Sweeper.name,
    failure: 'Upkeep failed',
  });

  #sweeps = 0;

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly callbacks: CallbackRepository,
    private readonly notifications: NotificationRepository,
    private readonly dueSignal: DueSignal,
    private readonly limits: ReconcileLimits,
    private readonly metrics: EngineMetrics,
    private readonly shutdown: ShutdownSignal,
  ) {}

  onApplicationBootstrap(): void {
    this.shutdown.onRaised(() => this.#task.stop());
    this.#task.start();
  }

  async #sweep(): Promise<void> {
    const results = await Promise.allSettled([
      this.#reclaim(),
      this.#applyParked(),
      this.notifications.forgetIdempotencyKeys(SWEEP.idempotencyKeyMs),
    ]);
    for (const result of results) {
      if (result.status === 'rejected' && !isStoreOutage(result.reason)) throw result.reason;
    }
  }

  async #applyParked(): Promise<void> {
    const isTimeForAll = this.#sweeps % SWEEP.allParkedEvery === 0;
    this.#sweeps += 1;
    await this.callbacks.applyParked(isTimeForAll ? RETENTION.parkedMs : SWEEP.freshParkedMs);
  }

  async #reclaim(): Promise<void> {
    const counts = await this.claims.reclaimExpired({
      firstLookMs: this.limits.lookAfterMs,
      maxDeaths: this.limits.maxDeaths,
      poison: discardReason('poison'),
    });
    const { waiting, unknown, poisoned } = counts;
    if (waiting + unknown + poisoned.length === 0) return;
    ENGINE_CHANNELS.claimsReclaimed.publish({ waiting, unknown, poisoned: poisoned.length });
    this.metrics.claimsExpired(counts);
    this.#logger.warn(`Claims ran out: ${waiting} wait again, ${unknown} have an unknown outcome`);
    for (const id of poisoned) {
      this.#logger.error(`Delivery ${id} was discarded as poison: ${this.limits.maxDeaths} workers died over it`);
    }
    if (waiting > 0) this.dueSignal.raise();
  }
}
