/** How the dispatcher hands out work. */
export const DISPATCH = {
  /** Deliveries in one claim. */
  claimAtOnce: 500,
  /**
   * Deliveries that may be claimed at the same time, by everyone: enough to keep workers busy, few enough to be done within
   * the lease. One lane holds at most as many as are left for the others, so a slow one alone at most half.
   */
  maxClaimed: 2_000,
  /** For how long a claim holds, from claim to outcome. A dead worker's deliveries come back after this. */
  leaseMs: 30_000,
  /** How often it looks without being told: for what was scheduled, and for announcements that were lost. */
  lookEveryMs: 250,
  /** How long it lets work gather between two rounds: a round costs the same for one delivery as for many. */
  gatherMs: 10,
  /** The same after a round that brought some deliveries, but not much: many are under way, and a larger claim makes each cheaper. */
  gatherMoreMs: 50,
  some: 16,
  much: 128,
  pauseAfterFailureMs: 1_000,
} as const;

/** How much is claimed at a time, within `DISPATCH.maxClaimed`. */
export const CLAIM_WINDOW = {
  least: 200,
  most: DISPATCH.maxClaimed,
  /** What is claimed is to be begun within this. */
  beginWithinMs: 100,
  judgeEveryMs: 100,
  growBy: 1.25,
  /** At the most. */
  shrinkBy: 0.5,
} as const;

/** How an attempt is made. */
export const ATTEMPT = {
  /** After this long without a complete answer the outcome is unknown. */
  timeoutMs: 10_000,
  /** An attempt is begun only with this much of the lease left, and the first byte leaves only with `timeoutMs` left. */
  marginMs: 12_000,
  /**
   * Jobs that a worker has under way at the same time: everything that can be claimed, so that slow sends of one tenant never
   * keep another's job waiting. A job that waits for an answer costs some kilobytes.
   */
  concurrentJobs: DISPATCH.maxClaimed,
} as const;

/** How outages of the stores are waited out. */
export const OUTAGE = {
  /** Between two tries to write. */
  pauseMs: 250,
  /** From a failure of the queue until jobs are taken from it again. */
  takeJobsAgainMs: 1_000,
  /** For so long an outcome that cannot be written is kept; then it is left to reconciliation. */
  keepOutcomesMs: 15 * 60_000,
  /** The same for a process that is to end. */
  keepOutcomesAtEndMs: 15_000,
  /** How often the log is reminded of an outage that lasts. */
  remindEveryMs: 60_000,
} as const;

/** How a paced sender's slots are kept. */
export const PACING = {
  /** Slots that a message may miss before it leaves out of turn. */
  missedSlots: 3,
} as const;

/** When an integration's vendor counts as down. */
export const BREAKER = {
  /** Failures in a row, in one process. */
  failures: 5,
  /** For so long the process sends nothing by itself before it tries; the store's breaker, for all processes, holds longer. */
  localMs: 1_000,
  /** Integrations that a process keeps count of; the least recently used is forgotten. */
  integrations: 10_000,
} as const;

/** When a failed attempt is repeated. */
export const RETRY = {
  baseMs: 1_000,
  maxMs: 10 * 60_000,
  /** A vendor's Retry-After is taken within these bounds. */
  retryAfter: { minMs: 500, maxMs: 60 * 60_000 },
  /** Given up when the notification was due this long ago. */
  giveUpAfterMs: 24 * 60 * 60_000,
} as const;

/** Upkeep. */
export const SWEEP = {
  everyMs: 1_000,
  /** Parked callbacks up to this old are matched at each sweep: what they wait for is mostly an answer under way, ... */
  freshParkedMs: 5 * 60_000,
  /** ... and all of them once in so many sweeps. */
  allParkedEvery: 60,
  idempotencyKeyMs: 24 * 60 * 60_000,
} as const;

/** What is let go by age, besides what the environment says. */
export const RETENTION = {
  /** A callback whose message nobody knows is none of ours by then. */
  parkedMs: 7 * 24 * 60 * 60_000,
  /**
   * So long after its last change a delivery may still be reported on. The longest known is WhatsApp, which gives a message
   * up after 30 days: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/time-to-live
   */
  callbacksComeForMs: 31 * 24 * 60 * 60_000,
  everyMs: 60 * 60_000,
  /** After each step it rests so many times as long as the step took. */
  restShare: 4,
} as const;

/** How the number of due deliveries is known: counted now and then, with what was accepted since on top. */
export const BACKLOG = {
  /** A count holds at least so long, ... */
  countEveryMs: 1_000,
  /** ... and so many times as long as it took, so that counting is never more than a small part of the work. */
  countShare: 20,
} as const;

/** Live streams of events. */
export const LIVE = {
  /** How often it is looked for new events while anybody waits for them. */
  lookEveryMs: 200,
  /** A listener hears something at least this often, so that proxies keep the connection and a dead one is noticed. */
  pulseMs: 15_000,
  /** Events that a stream holds in memory. */
  page: 200,
  /** A stream ends after this, and its listener comes back: what was taken from it meanwhile (a key, a session) counts. */
  longestMs: 15 * 60_000,
  /** Open streams in one process, ... */
  listeners: 250,
  /** ... and of one app. */
  listenersOfApp: 100,
} as const;

/** Counts of events. */
export const STATISTICS = {
  everyMs: 1_000,
  /** Events that are counted in one transaction, ... */
  eventsAtOnce: 5_000,
  /** ... and so many times, before another app has its turn. */
  partsInTurn: 20,
  forgetEveryMs: 10 * 60_000,
  rowsInPage: 5_000,
} as const;

/** Notes about callbacks. */
export const CALLBACK_WATCH = { keepEveryMs: 2_000 } as const;

/** A check of what was sent: how long after, and in which statuses a delivery counts as standing still. */
export interface StandstillCheck {
  afterMs: number;
  /** `delivered` stands still only where the provider reports `seen`. */
  statuses: readonly ('sent' | 'delivered')[];
}

/** The times of reconciliation. Injected as a value, so that specs need not wait for real ones. */
export class ReconcileLimits {
  /** How often it is looked whether an unknown outcome is due, and whether a window is. */
  readonly resolveEveryMs: number = 1_000;
  readonly sweepEveryMs: number = 5_000;

  /** From an unknown outcome to the first look at the vendor, and from an empty look to the next. */
  readonly lookAfterMs: number = 30_000;
  /** So many looks that find nothing, then it is sent again. */
  readonly emptyLooks: number = 2;
  /** How far the vendor's clock may be behind. */
  readonly skewMs: number = 30_000;
  /**
   * So long after an attempt ended the vendor may have created a message that came of it: until the last look that counts,
   * and what its clock may be ahead. A request that waited at a busy vendor's door is taken long after we stopped waiting.
   */
  readonly lateMs: number = 90_000;
  /** When an attempt under way may own what was found, it is looked again after this. */
  readonly rivalMs: number = 5_000;
  /** Looks that settle nothing become rarer, down to this. */
  readonly rarestLookMs: number = 60 * 60_000;
  readonly looksAtOnce: number = 25;
  /** Longer than `looksAtOnce` looks take. */
  readonly lookLeaseMs: number = 120_000;

  /** A delivery over which so many workers died is discarded. */
  readonly maxDeaths: number = 3;
  /** Deliveries that were under way when a worker died are sent again at random within this, so that they part. */
  readonly suspectSpreadMs: number = 30_000;
  /** Deliveries over which two workers died are sent again so far apart: longer than an attempt takes. */
  readonly suspectsApartMs: number = 15_000;

  /** Bounds for questions to the vendor about the messages of one integration, in each process. */
  readonly lookupsPerSecond: number = 10;
  readonly lookupsInFlight: number = 5;
  readonly lookupTimeoutMs: number = 10_000;

  /** How much time one stretch of the feed covers that is checked at once. */
  readonly windowMs: number = 60_000;
  readonly checks: readonly StandstillCheck[] = [
    { afterMs: 10 * 60_000, statuses: ['sent'] },
    { afterMs: 60 * 60_000, statuses: ['sent'] },
    { afterMs: 6 * 60 * 60_000, statuses: ['sent'] },
    { afterMs: 24 * 60 * 60_000, statuses: ['sent', 'delivered'] },
  ];
  readonly standingAtOnce: number = 50;
  /** Longer than questions about `standingAtOnce` deliveries take. */
  readonly windowLeaseMs: number = 120_000;

  constructor(changes: Partial<ReconcileLimits> = {}) {
    Object.assign(this, changes);
  }
}
