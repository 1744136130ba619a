import type { DiscardReason } from './discard.reason.js';

/** Why an attempt is proven not to have reached the vendor's processing, so that a repeat cannot duplicate. */
export type RetryCause = 'dns' | 'refused' | 'connect' | 'tls' | 'rate_limited' | 'local_limit' | 'busy';

/** Why nobody can tell yet whether the vendor took the message. */
export type UnknownCause = 'timeout' | 'reset' | 'server_error' | 'unreadable_answer' | 'worker_died';

/** The vendor took the message under this id. */
export interface Accepted {
  kind: 'accepted';
  providerMessageId: string;
  /** The vendor's own first status, e.g. `queued`. */
  providerStatus?: string;
}

/** Proven not sent; to be tried again. */
export interface Retry {
  kind: 'retry';
  cause: RetryCause;
  /** For people; never holds a credential, an address or a message body. */
  explanation: string;
  providerCode?: string;
  /** What the vendor asked for; the engine clamps it. */
  retryAfterMs?: number;
}

/** Definitely refused; trying the same again is pointless. */
export interface Rejected {
  kind: 'rejected';
  reason: DiscardReason;
}

/** It may or may not have been sent; it is never resent blindly. */
export interface Unknown {
  kind: 'unknown';
  cause: UnknownCause;
  /** For people; never holds a credential, an address or a message body. */
  explanation: string;
}

/** The closed outcomes of one attempt. */
export type SendOutcome = Accepted | Retry | Rejected | Unknown;
