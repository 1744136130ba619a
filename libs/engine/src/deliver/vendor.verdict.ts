import type { AttemptEnd } from './outcome.settlement.js';

/** What the end of an attempt says about the vendor. */
export type VendorVerdict =
  | { kind: 'answered' }
  /** The vendor, or the way to it, fails, whatever the message. */
  | { kind: 'failed'; cause: string }
  /** It never came to asking. */
  | { kind: 'none' };

const FAILURES: ReadonlySet<string> = new Set([
  'dns',
  'refused',
  'connect',
  'tls',
  'timeout',
  'reset',
  'server_error',
  'unreadable_answer',
  // The next message would be refused for the same reason: what waits is spared until somebody mends it.
  'credentials_invalid',
  'account_suspended',
]);

/** Whether the vendor answered at all. Being told to slow down, or that one message is refused, is an answer. */
export function vendorVerdict(outcome: AttemptEnd): VendorVerdict {
  if (outcome.kind === 'withheld') return { kind: 'none' };
  if (outcome.kind === 'accepted') return { kind: 'answered' };
  const cause = outcome.kind === 'rejected' ? outcome.reason.code : outcome.cause;
  if (cause === 'local_limit') return { kind: 'none' };
  return FAILURES.has(cause) ? { kind: 'failed', cause } : { kind: 'answered' };
}

/** Whether the vendor took no more from this sender for now. */
export function isTooFast(outcome: AttemptEnd): boolean {
  if (outcome.kind === 'rejected') return outcome.reason.code === 'rate_limited';
  return outcome.kind === 'retry' && outcome.cause === 'rate_limited';
}
