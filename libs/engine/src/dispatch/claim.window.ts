import { Injectable } from '@nestjs/common';
import { CLAIM_WINDOW } from '../engine.limits.js';

/**
 * How much may be claimed at a time. What is claimed waits its turn behind all that was claimed before, whoever it belongs to;
 * so no more is claimed than can be begun soon. Waits for vendors do not count: they come after the beginning, and while
 * beginning is quick the window grows until enough is under way at slow vendors, too.
 *
 * It goes by the time from claim to beginning, like a queue that goes by the sojourn time
 * (https://www.rfc-editor.org/rfc/rfc8289), and is divided and multiplied like a congestion window.
 */
@Injectable()
export class ClaimWindow {
  #size: number = CLAIM_WINDOW.least;
  #longestMs = 0;
  #wasFull = false;
  #judgedAtMs = 0;

  /** Deliveries that may be claimed at a time. */
  get size(): number {
    return Math.round(this.#size);
  }

  /** A claimed delivery was begun so long after its claim. */
  begun(afterMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, afterMs);
  }

  /**
   * A claim was made.
   *
   * @param isFull whether something stayed behind for lack of room
   * @param nowMs on the monotonic clock
   */
  claimed(isFull: boolean, nowMs: number): void {
    this.#wasFull ||= isFull;
    if (nowMs - this.#judgedAtMs < CLAIM_WINDOW.judgeEveryMs) return;
    if (this.#longestMs > CLAIM_WINDOW.beginWithinMs) {
      const excess = CLAIM_WINDOW.beginWithinMs / this.#longestMs;
      this.#size = Math.max(CLAIM_WINDOW.least, this.#size * Math.max(CLAIM_WINDOW.shrinkBy, excess));
    } else if (this.#wasFull) {
      this.#size = Math.min(CLAIM_WINDOW.most, this.#size * CLAIM_WINDOW.growBy);
    }
    this.#longestMs = 0;
    this.#wasFull = false;
    this.#judgedAtMs = nowMs;
  }
}
