import { type DiscardCode, type RetryCause, type UnknownCause, discardReason } from '#herald/channel-provider';
import type { AttemptEnd } from './outcome.settlement.js';
import { isTooFast, vendorVerdict } from './vendor.verdict.js';

const retry = (cause: RetryCause): AttemptEnd => ({ kind: 'retry', cause, explanation: 'x' });
const unknown = (cause: UnknownCause): AttemptEnd => ({ kind: 'unknown', cause, explanation: 'x' });
const rejected = (code: DiscardCode): AttemptEnd => ({ kind: 'rejected', reason: discardReason(code) });

describe('vendorVerdict', () => {
  it.each([
    retry('dns'),
    retry('refused'),
    retry('connect'),
    retry('tls'),
    unknown('timeout'),
    unknown('reset'),
    unknown('server_error'),
    unknown('unreadable_answer'),
    rejected('credentials_invalid'),
    rejected('account_suspended'),
  ])('takes %j for a failure of the vendor', (end) => {
    expect(vendorVerdict(end)).toMatchObject({ kind: 'failed', cause: expect.any(String) as string });
  });

  it.each([
    { kind: 'accepted', providerMessageId: 'm' } as const,
    retry('rate_limited'),
    retry('busy'),
    rejected('recipient_unreachable'),
    rejected('content_invalid'),
  ])('takes %j for an answer', (end) => {
    expect(vendorVerdict(end)).toEqual({ kind: 'answered' });
  });

  it.each([retry('local_limit'), { kind: 'withheld', explanation: 'x', retryAfterMs: 0 } as const])(
    'takes %j for nothing that the vendor did',
    (end) => {
      expect(vendorVerdict(end)).toEqual({ kind: 'none' });
    },
  );
});

describe('isTooFast', () => {
  it('is what the vendor says of the sender, not of a mailbox or of its load', () => {
    expect([retry('rate_limited'), rejected('rate_limited')].map(isTooFast)).toEqual([true, true]);
    const others = [retry('busy'), retry('local_limit'), rejected('quota_exceeded'), unknown('server_error')];
    expect(others.map(isTooFast)).toEqual([false, false, false, false]);
  });
});
