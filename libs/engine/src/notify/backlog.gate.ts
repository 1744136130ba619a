import { Injectable } from '@nestjs/common';
import { Settings } from '#herald/config';
import { DeliveryClaims } from '#herald/store';
import { BacklogFullError } from '../engine.errors.js';
import { BACKLOG } from '../engine.limits.js';

/** Knows about how much is due, and refuses more than is to wait. Asks the database at most once a second, and only when asked. */
@Injectable()
export class BacklogGate {
  #counted = 0;
  #acceptedSince = 0;
  /** When a call, and when somebody who wants the number itself, is worth another count. */
  #countAgainAtMs = 0;
  #metricsCountAtMs = 0;
  #counting: Promise<void> | undefined;

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly settings: Settings,
  ) {}

  /**
   * To be asked before anything is accepted. It never waits while there is room by the last count.
   *
   * @throws BacklogFullError when so much is due that nothing is to be accepted
   */
  async admit(): Promise<void> {
    const count = this.#countIfDue();
    if (!this.#isFull) {
      // A count that fails leaves the last one standing; what made it fail, the call itself will meet.
      count?.catch(() => undefined);
      return;
    }
    await count;
    if (this.#isFull) throw new BacklogFullError(this.settings.maxBacklog);
  }

  /** So many deliveries were accepted. */
  add(deliveries: number): void {
    this.#acceptedSince += deliveries;
  }

  /** Due deliveries, counted now unless that was done just before; never many more than may wait. */
  async depth(): Promise<number> {
    if (performance.now() >= this.#metricsCountAtMs) await this.#countOnce();
    return this.#counted + this.#acceptedSince;
  }

  get #isFull(): boolean {
    return this.#counted + this.#acceptedSince >= this.settings.maxBacklog;
  }

  /** The count under way, if one is needed. */
  #countIfDue(): Promise<void> | undefined {
    return performance.now() < this.#countAgainAtMs ? undefined : this.#countOnce();
  }

  #countOnce(): Promise<void> {
    this.#counting ??= this.#count().finally(() => (this.#counting = undefined));
    return this.#counting;
  }

  async #count(): Promise<void> {
    const beganAtMs = performance.now();
    const acceptedBefore = this.#acceptedSince;
    this.#counted = await this.claims.countDue(this.settings.maxBacklog);
    this.#acceptedSince -= acceptedBefore;
    const nowMs = performance.now();
    this.#metricsCountAtMs = nowMs + (nowMs - beganAtMs) * BACKLOG.countShare;
    this.#countAgainAtMs = Math.max(nowMs + BACKLOG.countEveryMs, this.#metricsCountAtMs);
  }
}
