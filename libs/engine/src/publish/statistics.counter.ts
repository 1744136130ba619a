import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { StatisticsRollup } from '#herald/store';
import { ENGINE_CHANNELS } from '../engine.channels.js';
import { STATISTICS } from '../engine.limits.js';
import { RegularTask } from '../reconcile/regular.task.js';

/** Counts events for the statistics, some time after they were written, a part at a time. */
@Injectable()
export class StatisticsCounter implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #task = new RegularTask(() => this.#count(), {
    pauseMs: STATISTICS.everyMs,
    context: StatisticsCounter.name,
    failure: 'Events could not be counted',
  });
  #forgetAtMs = 0;

  constructor(private readonly rollup: StatisticsRollup) {}

  onApplicationBootstrap(): void {
    this.#task.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#task.stop();
  }

  async #count(): Promise<void> {
    for (const appId of await this.rollup.appsBehind()) await this.#catchUp(appId);
    await this.#forget();
  }

  /** A long way to go is gone in turn with other apps: the next round goes on. */
  async #catchUp(appId: string): Promise<void> {
    for (let part = 0; part < STATISTICS.partsInTurn && !this.#task.isStopped; part += 1) {
      const counted = await this.rollup.rollUp(appId, STATISTICS.eventsAtOnce, (events) =>
        ENGINE_CHANNELS.statisticsCounted.publish({ events }),
      );
      if (counted < STATISTICS.eventsAtOnce) return;
    }
  }

  async #forget(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs < this.#forgetAtMs) return;
    await this.rollup.forgetMinutes();
    this.#forgetAtMs = nowMs + STATISTICS.forgetEveryMs;
  }
}
