import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ReconcileLimits } from '../engine.limits.js';
import { ShutdownSignal } from '../shutdown.signal.js';

interface Lane {
  /** When the next question may start, on the monotonic clock. */
  nextStartMs: number;
  underWay: number;
  waiting: (() => void)[];
}

/** Keeps questions to vendors polite: for each integration so many in a second, and so many under way at a time. */
@Injectable()
export class PollBudget {
  readonly #lanes = new Map<string, Lane>();
  readonly #stopped = new AbortController();

  constructor(
    private readonly limits: ReconcileLimits,
    shutdown: ShutdownSignal,
  ) {
    // Those who still wait for their turn are let go with an AbortError.
    shutdown.onRaised(async () => this.#stopped.abort());
  }

  /** Asks when it is this integration's turn; those who come first ask first. */
  async ask<Answer>(integrationId: string, question: () => Promise<Answer>): Promise<Answer> {
    const lane = this.#laneOf(integrationId);
    if (lane.underWay >= this.limits.lookupsInFlight) {
      await new Promise<void>((resolve) => lane.waiting.push(resolve));
    } else {
      lane.underWay += 1;
    }
    try {
      await this.#turn(lane);
      return await question();
    } finally {
      const next = lane.waiting.shift();
      if (next === undefined) lane.underWay -= 1;
      else next();
    }
  }

  async #turn(lane: Lane): Promise<void> {
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, lane.nextStartMs);
    lane.nextStartMs = startMs + 1_000 / this.limits.lookupsPerSecond;
    this.#stopped.signal.throwIfAborted();
    if (startMs > nowMs) await setTimeout(startMs - nowMs, undefined, { signal: this.#stopped.signal });
  }

  #laneOf(integrationId: string): Lane {
    const lane = this.#lanes.get(integrationId) ?? { nextStartMs: 0, underWay: 0, waiting: [] };
    this.#lanes.set(integrationId, lane);
    return lane;
  }
}
