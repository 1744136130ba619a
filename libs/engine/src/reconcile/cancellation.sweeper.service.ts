import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CancellationRepository } from '#herald/store';
import { SWEEP } from '../engine.limits.js';
import { RegularTask } from './regular.task.js';

/** Discards what was being sent when its notification was canceled, as soon as it is known that it was not sent. */
@Injectable()
export class CancellationSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #task: RegularTask;

  constructor(cancellations: CancellationRepository) {
    this.#task = new RegularTask(() => cancellations.finishCanceling(), {
      pauseMs: SWEEP.everyMs,
      context: CancellationSweeper.name,
      failure: 'Canceling failed',
    });
  }

  onApplicationBootstrap(): void {
    this.#task.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#task.stop();
  }
}
