import {
  DISCARD_CODES,
  type DiscardCode,
  type RetryCause,
  type UnknownCause,
  discardReason,
} from '#herald/channel-provider';
import fc from 'fast-check';
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
    const cause = end.kind === 'rejected' ? end.reason.code : 'cause' in end ? end.cause : undefined;
    expect(vendorVerdict(end)).toEqual({ kind: 'failed', cause });
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

describe('what an end says of the vendor', () => {
  it('is that it failed only where the message cannot be the reason, and never because it is slow', () => {
    const ends = fc.oneof(
      fc.constantFrom(...DISCARD_CODES).map(rejected),
      fc.constantFrom<RetryCause>('dns', 'refused', 'connect', 'tls', 'rate_limited', 'local_limit', 'busy').map(retry),
      fc.constantFrom<UnknownCause>('timeout', 'reset', 'server_error', 'unreadable_answer').map(unknown),
    );
    fc.assert(
      fc.property(ends, (end) => {
        const verdict = vendorVerdict(end);
        const isOfVendor =
          end.kind === 'rejected' && ['credentials_invalid', 'account_suspended'].includes(end.reason.code);
        const isAnswered =
          end.kind === 'rejected' || (end.kind === 'retry' && ['rate_limited', 'busy'].includes(end.cause));
        const isNone = end.kind === 'retry' && end.cause === 'local_limit';
        expect(verdict.kind).toBe(isNone ? 'none' : isAnswered && !isOfVendor ? 'answered' : 'failed');
        expect(isTooFast(end) && verdict.kind === 'failed').toBe(false);
      }),
    );
  });
});

describe('isTooFast', () => {
  it('is what the vendor says of the sender, not of a mailbox or of its load', () => {
    expect([retry('rate_limited'), rejected('rate_limited')].map(isTooFast)).toEqual([true, true]);
    const others = [retry('busy'), retry('local_limit'), rejected('quota_exceeded'), unknown('server_error')];
    expect(others.map(isTooFast)).toEqual([false, false, false, false]);
  });
});
