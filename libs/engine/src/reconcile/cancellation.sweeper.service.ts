import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CancellationRepository, isStoreOutage } from '#herald/store';
import { SWEEP } from '../engine.limits.js';
import { RegularTask } from './regular.task.js';

/** Discards what was being sent when its notification was canceled, as soon as it is known that it was not sent. */
@Injectable()
export class CancellationSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('CancellationSweeper');
  readonly #task = new RegularTask(() => this.#sweep(), SWEEP.everyMs);

  constructor(private readonly cancellations: CancellationRepository) {}

  onApplicationBootstrap(): void {
    this.#task.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#task.stop();
  }

  async #sweep(): Promise<void> {
    try {
      await this.cancellations.finishCanceling();
    } catch (error) {
      // Outages are told once, where they are found.
      if (this.#task.isStopped || isStoreOutage(error)) return;
      this.#logger.error(error, 'Canceling failed; it is tried again');
    }
  }
}
