import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CallbackRepository, DeliveryClaims, DueSignal, NotificationRepository } from '#herald/store';
import { SWEEP } from '../engine.limits.js';
import { EngineMetrics } from '../engine.metrics.js';

/** Regular upkeep: takes back claims of dead workers, matches parked callbacks, lets go of old idempotency keys. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Sweeper');
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> = Promise.resolve();

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly callbacks: CallbackRepository,
    private readonly notifications: NotificationRepository,
    private readonly dueSignal: DueSignal,
    private readonly metrics: EngineMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setTimeout(() => this.#tick(), 0);
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#underWay;
  }

  #tick(): void {
    this.#underWay = this.#sweep().finally(() => {
      if (this.#timer !== undefined) this.#timer = setTimeout(() => this.#tick(), SWEEP.everyMs);
    });
  }

  async #sweep(): Promise<void> {
    const results = await Promise.allSettled([
      this.#reclaim(),
      this.callbacks.applyParked(),
      this.notifications.forgetIdempotencyKeys(SWEEP.idempotencyKeyMs),
    ]);
    for (const result of results) {
      if (result.status === 'rejected') this.#logger.error(result.reason, 'Upkeep failed; it is tried again');
    }
  }

  async #reclaim(): Promise<void> {
    const counts = await this.claims.reclaimExpired();
    if (counts.waiting + counts.unknown === 0) return;
    this.metrics.claimsExpired(counts);
    this.#logger.warn(`Claims ran out: ${counts.waiting} wait again, ${counts.unknown} have an unknown outcome`);
    if (counts.waiting > 0) this.dueSignal.raise();
  }
}
