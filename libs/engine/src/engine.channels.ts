import { type Channel, channel } from 'node:diagnostics_channel';

/** What a channel about one delivery tells. */
export interface DeliveryTrace {
  deliveryId: string;
}

/** What a channel about a callback tells. */
export interface CallbackTrace {
  /** From the signed address; undefined for a callback without one. */
  deliveryId: string | undefined;
}

/** What the channel about a claim tells. */
export interface ClaimTrace {
  deliveryIds: readonly string[];
}

/** What the channel about claims that ran out tells: how many wait again, are unknown or were discarded. */
export interface ReclaimTrace {
  waiting: number;
  unknown: number;
  poisoned: number;
}

/**
 * Where Herald says how far it is, for tracing: channels of `node:diagnostics_channel`, which cost nothing while nobody
 * listens. Subscribers run in the middle of the work, and what they throw does not reach it. Nothing personal is told.
 */
export const ENGINE_CHANNELS = {
  /** Deliveries are claimed, by commit, and not yet handed to the queue. */
  dispatchClaimed: channel('herald.dispatch.claimed') as Channel<unknown, ClaimTrace>,
  /** A worker has taken a delivery from the queue and is about to write its attempt. */
  attemptDue: channel('herald.attempt.due') as Channel<unknown, DeliveryTrace>,
  /** The attempt is committed; nothing has been sent. */
  attemptBegun: channel('herald.attempt.begun') as Channel<unknown, DeliveryTrace>,
  /** The attempt has ended, with an answer of the vendor or without; its outcome is not written. */
  attemptAnswered: channel('herald.attempt.answered') as Channel<unknown, DeliveryTrace>,
  /** The outcome is committed; the queue does not know yet. */
  attemptFinished: channel('herald.attempt.finished') as Channel<unknown, DeliveryTrace>,
  /** A callback is verified and not stored. */
  callbackVerified: channel('herald.callback.verified') as Channel<unknown, CallbackTrace>,
  /** A callback is stored and applied, by commit, and not answered. */
  callbackStored: channel('herald.callback.stored') as Channel<unknown, CallbackTrace>,
  /** Claims that ran out were taken back, by commit; dispatchers have not been told. */
  claimsReclaimed: channel('herald.claims.reclaimed') as Channel<unknown, ReclaimTrace>,
} as const;
