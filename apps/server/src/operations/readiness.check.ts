import { setTimeout } from 'node:timers/promises';
import { OutageReport, ShutdownSignal } from '#herald/engine';
import { Store } from '#herald/store';
import { Injectable } from '@nestjs/common';

const ANSWER_WITHIN_MS = 2_000;

/** Requests are better sent elsewhere. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

/** Whether requests can be served: PostgreSQL answers and writes, and the process is not about to end. */
@Injectable()
export class ReadinessCheck {
  constructor(
    private readonly store: Store,
    private readonly outages: OutageReport,
    private readonly shutdown: ShutdownSignal,
  ) {}

  /**
   * @returns what is wrong that does not keep requests from being served: the queue is away, for one
   * @throws NotReadyError with what is wrong
   */
  async check(): Promise<string[]> {
    if (this.shutdown.isRaised) throw new NotReadyError('Herald is stopping.');
    const looked = this.store.watch.look().then(() => true);
    const isAnswered = await Promise.race([looked, setTimeout(ANSWER_WITHIN_MS, false)]);
    const problems = this.outages.problems;
    if (this.store.watch.outage !== undefined) throw new NotReadyError(`${problems.join('; ')}.`);
    if (!isAnswered) throw new NotReadyError(`PostgreSQL did not answer within ${ANSWER_WITHIN_MS} ms.`);
    return problems;
  }
}
