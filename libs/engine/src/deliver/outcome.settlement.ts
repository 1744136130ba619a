import { type SendOutcome, discardReason } from '#herald/channel-provider';
import type { BegunAttempt, FinishedAttempt } from '#herald/store';
import { clampRetryAfterMs, retryDelayMs } from './retry.schedule.js';

/** It did not come to asking the provider, for a reason that is not the message's. It costs the delivery nothing. */
interface Withheld {
  kind: 'withheld';
  /** For people. */
  explanation: string;
  retryAfterMs: number;
}

/** How an attempt can end. */
export type AttemptEnd = SendOutcome | Withheld;

/**
 * What an outcome means for its delivery: the next stage, the event and the reason, ready to be written.
 *
 * @param lookAfterMs from an unknown outcome to the first look at the vendor
 */
export function settle(
  attempt: BegunAttempt,
  outcome: AttemptEnd,
  nowMs: number,
  lookAfterMs: number,
): FinishedAttempt {
  const finished: FinishedAttempt = {
    deliveryId: attempt.deliveryId,
    fence: attempt.fence,
    outcome: outcome.kind === 'withheld' ? 'retry' : outcome.kind,
    detail: {},
    stage: 'settled',
    dueInMs: 0,
    providerMessageId: null,
    event: null,
    reason: null,
  };
  if (outcome.kind !== 'unknown') return { ...finished, ...meaningOf(attempt, outcome, nowMs) };
  const { cause, explanation } = outcome;
  return { ...finished, stage: 'unknown', dueInMs: lookAfterMs, detail: { cause, explanation } };
}

function meaningOf(
  attempt: BegunAttempt,
  outcome: Exclude<AttemptEnd, { kind: 'unknown' }>,
  nowMs: number,
): Partial<FinishedAttempt> {
  if (outcome.kind === 'accepted') return { providerMessageId: outcome.providerMessageId, event: 'sent' };
  if (outcome.kind === 'withheld') {
    const detail = { cause: 'local_limit', explanation: outcome.explanation };
    return { detail, stage: 'waiting', dueInMs: clampRetryAfterMs(outcome.retryAfterMs) };
  }
  if (outcome.kind === 'retry') return repeatOrGiveUp(attempt, outcome, nowMs);
  const { reason } = outcome;
  const detail = { cause: reason.code, explanation: reason.explanation, ...providerCodeOf(reason) };
  return { detail, event: 'discarded', reason };
}

function repeatOrGiveUp(
  attempt: BegunAttempt,
  outcome: Extract<SendOutcome, { kind: 'retry' }>,
  nowMs: number,
): Partial<FinishedAttempt> {
  const detail = { cause: outcome.cause, explanation: outcome.explanation, ...providerCodeOf(outcome) };
  if (outcome.cause === 'rate_limited') {
    // Its sender is held until the vendor takes more; however long that is, the message is not to blame.
    return { detail, stage: 'waiting', dueInMs: clampRetryAfterMs(outcome.retryAfterMs ?? 0) };
  }
  const delayMs = retryDelayMs({
    number: attempt.number,
    ageMs: nowMs - attempt.wantedAt.getTime(),
    ...(outcome.retryAfterMs === undefined ? {} : { retryAfterMs: outcome.retryAfterMs }),
  });
  if (delayMs !== undefined) return { detail, stage: 'waiting', dueInMs: delayMs };
  const explanation = `Every attempt to hand the message over failed; the last: ${outcome.explanation}`;
  return {
    detail,
    event: 'discarded',
    reason: discardReason('attempts_exhausted', { explanation, ...providerCodeOf(outcome) }),
  };
}

function providerCodeOf({ providerCode }: { providerCode?: string }): { providerCode?: string } {
  return providerCode === undefined ? {} : { providerCode };
}
