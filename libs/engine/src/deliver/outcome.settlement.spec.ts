import { DISCARD_CODES, type SendOutcome, discardReason } from '#herald/channel-provider';
import type { BegunAttempt } from '#herald/store';
import fc from 'fast-check';
import { RETRY } from '../engine.limits.js';
import { type AttemptEnd, settle } from './outcome.settlement.js';

const wantedAt = new Date('2026-01-01T00:00:00Z');
const attempt: BegunAttempt = {
  deliveryId: 'd',
  fence: 3,
  number: 2,
  leaseMs: 1,
  appId: 'a',
  apiKey: 'k',
  notificationId: 'n',
  provider: 'fake',
  integrationId: 'i',
  address: 'x',
  category: null,
  content: {},
  data: {},
  override: null,
  sealedConfigOverride: null,
  wantedAt,
  senderId: '1',
  slot: null,
  integrationVersion: 1,
  isProbe: false,
};
const lookAfterMs = 30_000;
const soonMs = wantedAt.getTime() + 1_000;
const tooLateMs = wantedAt.getTime() + RETRY.giveUpAfterMs;

describe('settle', () => {
  it('settles what was accepted with its `sent`', () => {
    const outcome: SendOutcome = { kind: 'accepted', providerMessageId: 'SM1', providerStatus: 'queued' };
    expect(settle(attempt, outcome, soonMs, lookAfterMs)).toMatchObject({
      deliveryId: 'd',
      fence: 3,
      outcome: 'accepted',
      stage: 'settled',
      event: 'sent',
      providerMessageId: 'SM1',
      reason: null,
    });
  });

  it("discards what was rejected, with the vendor's code in reason and attempt", () => {
    const reason = discardReason('content_invalid', { providerCode: '21617' });
    expect(settle(attempt, { kind: 'rejected', reason }, soonMs, lookAfterMs)).toMatchObject({
      outcome: 'rejected',
      stage: 'settled',
      event: 'discarded',
      reason,
      detail: { cause: 'content_invalid', providerCode: '21617' },
    });
  });

  it('holds back what is unknown, without an event', () => {
    const outcome: SendOutcome = { kind: 'unknown', cause: 'timeout', explanation: 'No answer.' };
    expect(settle(attempt, outcome, soonMs, lookAfterMs)).toMatchObject({
      outcome: 'unknown',
      stage: 'unknown',
      dueInMs: lookAfterMs,
      event: null,
      detail: { cause: 'timeout', explanation: 'No answer.' },
    });
  });

  it('lets what was proven not sent wait, at least as long as the vendor asks', () => {
    const outcome: SendOutcome = {
      kind: 'retry',
      cause: 'rate_limited',
      explanation: 'Slow down.',
      retryAfterMs: 7_000,
    };
    const finished = settle(attempt, outcome, soonMs, lookAfterMs);
    expect(finished).toMatchObject({ outcome: 'retry', stage: 'waiting', event: null, reason: null });
    expect(finished.dueInMs).toBeGreaterThanOrEqual(7_000);
  });

  it('never gives up what the vendor finds too fast, or what did not come to asking', () => {
    const tooFast: SendOutcome = { kind: 'retry', cause: 'rate_limited', explanation: 'Slow down.' };
    expect(settle(attempt, tooFast, tooLateMs, lookAfterMs)).toMatchObject({
      outcome: 'retry',
      stage: 'waiting',
      dueInMs: 500,
    });
    const withheld = { kind: 'withheld', explanation: 'The worker was late.', retryAfterMs: 2_000 } as const;
    expect(settle(attempt, withheld, tooLateMs, lookAfterMs)).toMatchObject({
      outcome: 'retry',
      stage: 'waiting',
      dueInMs: 2_000,
      event: null,
      detail: { cause: 'local_limit', explanation: 'The worker was late.' },
    });
  });

  it('gives up after a day and says what failed last', () => {
    const outcome: SendOutcome = { kind: 'retry', cause: 'refused', explanation: 'The connection was refused.' };
    expect(settle(attempt, outcome, tooLateMs, lookAfterMs)).toMatchObject({
      outcome: 'retry',
      stage: 'settled',
      event: 'discarded',
      reason: {
        code: 'attempts_exhausted',
        explanation: expect.stringContaining('The connection was refused.') as string,
      },
    });
  });

  it("repeats at random within the bounds of the schedule, and keeps the vendor's words with the attempt", () => {
    const outcome: SendOutcome = { kind: 'retry', cause: 'refused', explanation: 'Refused.', providerCode: '7' };
    const finished = settle(attempt, outcome, soonMs, lookAfterMs);
    const detail = { cause: 'refused', explanation: 'Refused.', providerCode: '7' };
    expect(finished).toMatchObject({ outcome: 'retry', stage: 'waiting', event: null, reason: null, detail });
    expect(finished.dueInMs).toBeGreaterThanOrEqual(0);
    expect(finished.dueInMs).toBeLessThanOrEqual(2 * RETRY.baseMs);
    const { providerCode: _none, ...bare } = outcome;
    expect(settle(attempt, bare, soonMs, lookAfterMs).detail).toStrictEqual({
      cause: 'refused',
      explanation: 'Refused.',
    });
  });

  it('repeats when a busy vendor asks for it, which may be later than the schedule says', () => {
    const outcome: SendOutcome = { kind: 'retry', cause: 'busy', explanation: 'Later.', retryAfterMs: 50_000 };
    const { dueInMs } = settle({ ...attempt, number: 1 }, outcome, soonMs, lookAfterMs);
    expect(dueInMs).toBeGreaterThanOrEqual(50_000);
    expect(dueInMs).toBeLessThanOrEqual(55_000);
  });

  it('gives up a day after it was due, not a moment before', () => {
    const outcome: SendOutcome = { kind: 'retry', cause: 'dns', explanation: 'No such name.', providerCode: '7' };
    expect(settle(attempt, outcome, tooLateMs - 1, lookAfterMs)).toMatchObject({ stage: 'waiting', event: null });
    expect(settle(attempt, outcome, tooLateMs, lookAfterMs)).toMatchObject({
      event: 'discarded',
      reason: {
        code: 'attempts_exhausted',
        providerCode: '7',
        explanation: 'Every attempt to hand the message over failed; the last: No such name.',
      },
      detail: { cause: 'dns', explanation: 'No such name.', providerCode: '7' },
    });
  });

  it('means the same of every end: one event for what is over, none for what goes on, and never a message that was not named', () => {
    const explanation = fc.constant('Because.');
    const providerCode = fc.constantFrom('21211', '7');
    const retryAfterMs = fc.nat({ max: 1e9 });
    const ends: fc.Arbitrary<AttemptEnd> = fc.oneof(
      fc.record({ kind: fc.constant('accepted' as const), providerMessageId: fc.string({ minLength: 1 }) }),
      fc.record(
        {
          kind: fc.constant('retry' as const),
          cause: fc.constantFrom('dns', 'refused', 'connect', 'tls', 'rate_limited', 'local_limit', 'busy' as const),
          explanation,
          providerCode,
          retryAfterMs,
        },
        { requiredKeys: ['kind', 'cause', 'explanation'] },
      ),
      fc.record({
        kind: fc.constant('rejected' as const),
        reason: fc.constantFrom(...DISCARD_CODES).map((code) => discardReason(code)),
      }),
      fc.record({
        kind: fc.constant('unknown' as const),
        cause: fc.constantFrom('timeout', 'reset', 'server_error', 'unreadable_answer' as const),
        explanation,
      }),
      fc.record({ kind: fc.constant('withheld' as const), explanation, retryAfterMs }),
    );
    const ages = fc.oneof(fc.nat({ max: 2 * RETRY.giveUpAfterMs }), fc.constant(RETRY.giveUpAfterMs));
    fc.assert(
      fc.property(ends, fc.integer({ min: 1, max: 40 }), ages, (end, number, ageMs) => {
        const finished = settle({ ...attempt, number }, end, wantedAt.getTime() + ageMs, lookAfterMs);
        const isGivenUp = end.kind === 'retry' && end.cause !== 'rate_limited' && ageMs >= RETRY.giveUpAfterMs;
        const isOver = end.kind === 'accepted' || end.kind === 'rejected' || isGivenUp;
        const event = end.kind === 'accepted' ? 'sent' : isOver ? 'discarded' : null;
        expect(finished).toMatchObject({ deliveryId: 'd', fence: 3, event });
        expect(finished.outcome).toBe(end.kind === 'withheld' ? 'retry' : end.kind);
        expect(finished.stage).toBe(isOver ? 'settled' : end.kind === 'unknown' ? 'unknown' : 'waiting');
        expect(finished.providerMessageId).toBe(end.kind === 'accepted' ? end.providerMessageId : null);
        expect(finished.reason !== null).toBe(event === 'discarded');
        expect(finished.dueInMs).toBeGreaterThanOrEqual(0);
        expect(finished.dueInMs).toBeLessThanOrEqual(RETRY.retryAfter.maxMs * 1.1);
      }),
    );
  });
});
