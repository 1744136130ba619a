import { type SendOutcome, discardReason } from '#herald/channel-provider';
import type { BegunAttempt } from '#herald/store';
import { RETRY } from '../engine.limits.js';
import { settle } from './outcome.settlement.js';

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
});
