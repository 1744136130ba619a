import { RETRY } from '../engine.limits.js';

/** What decides when a failed attempt is repeated. */
export interface FailedAttempt {
  /** From 1. */
  number: number;
  /** For how long the notification has been due. */
  ageMs: number;
  /** What the vendor asked for. */
  retryAfterMs?: number;
}

/**
 * How long to wait before the next attempt, or undefined when it is time to give up. Exponential with full jitter; a
 * vendor's wish counts within bounds, with up to a tenth on top so that those told the same do not return together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random from 0 to 1
 */
export function retryDelayMs(attempt: FailedAttempt, random: () => number = Math.random): number | undefined {
  if (attempt.ageMs >= RETRY.giveUpAfterMs) return undefined;
  if (attempt.retryAfterMs !== undefined) {
    return clampRetryAfterMs(attempt.retryAfterMs) * (1 + random() / 10);
  }
  const ceilingMs = Math.min(RETRY.maxMs, RETRY.baseMs * 2 ** (attempt.number - 1));
  return random() * ceilingMs;
}

/** A vendor's wish for a pause, within bounds. */
export function clampRetryAfterMs(retryAfterMs: number): number {
  const { minMs, maxMs } = RETRY.retryAfter;
  return Math.min(maxMs, Math.max(minMs, retryAfterMs));
}
