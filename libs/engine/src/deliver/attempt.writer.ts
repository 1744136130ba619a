import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  AttemptLog,
  type BegunAttempt,
  type ClaimedDelivery,
  type FinishedAttempt,
  isStoreOutage,
} from '#herald/store';
import { uuidv7 } from 'uuidv7';
import { ATTEMPT, DISPATCH, OUTAGE } from '../engine.limits.js';
import { ShutdownSignal } from '../shutdown.signal.js';

/** An attempt whose row is committed, and until when its lease holds, on the monotonic clock. */
export interface LeasedAttempt {
  attempt: BegunAttempt;
  leaseEndMs: number;
}

/**
 * Writes attempts through outages of the store: a beginning is tried again while the lease may last, an outcome until it is
 * written, and what could not begin is given back. What is kept meanwhile is bounded by what may be claimed at a time.
 */
@Injectable()
export class AttemptWriter {
  constructor(
    private readonly log: AttemptLog,
    private readonly shutdown: ShutdownSignal,
  ) {}

  /**
   * Writes the attempt's row. Undefined when the claim does not count any more, or was given back: because the process is
   * to end, or the store could not be reached in time.
   *
   * @throws for faults of the claim's own
   */
  async begin(claim: ClaimedDelivery): Promise<LeasedAttempt | undefined> {
    const begunBy = uuidv7();
    const latestMs = performance.now() + DISPATCH.leaseMs - ATTEMPT.marginMs;
    let isAnswerLost = false;
    while (!this.shutdown.isRaised && performance.now() < latestMs) {
      const askedAtMs = performance.now();
      try {
        const attempt = await this.log.begin(claim, ATTEMPT.marginMs, begunBy);
        if (attempt !== undefined) return { attempt, leaseEndMs: askedAtMs + attempt.leaseMs };
        if (!isAnswerLost) return undefined;
        break;
      } catch (error) {
        if (!isStoreOutage(error)) throw error;
        isAnswerLost = true;
        await setTimeout(OUTAGE.pauseMs);
      }
    }
    await this.#untilWritten(() => this.log.release(claim, begunBy));
    return undefined;
  }

  /** Writes the outcome. @throws when it cannot be written, or not in the time that there is */
  finish(attempt: FinishedAttempt): Promise<void> {
    return this.#untilWritten(() => this.log.finish(attempt));
  }

  async #untilWritten<Result>(write: () => Promise<Result>): Promise<Result> {
    const giveUpAtMs = performance.now() + OUTAGE.keepOutcomesMs;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        const isLate = performance.now() > giveUpAtMs || this.shutdown.ageMs > OUTAGE.keepOutcomesAtEndMs;
        if (!isStoreOutage(error) || isLate) throw error;
        await setTimeout(OUTAGE.pauseMs);
      }
    }
  }
}
