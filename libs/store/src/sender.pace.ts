/** How slots of paced senders are handed out. */
export const PACE = {
  /**
   * Slots are given out so long beforehand: what lies between claim and send may take this long without a slot being
   * missed, and a claim is worth a round trip.
   */
  lookAheadMs: 200,
  /**
   * A message leaves within this time after the start of its slot, else it takes another slot. Slots lie so far apart that
   * even the latest of one window and the earliest of the next do not exceed the rate.
   */
  slackMs: 40,
  /** A slot that is taken instead of a missed one starts no sooner, so that it is not missed on the way here. */
  leadMs: 20,
  /** So long one delivery may try an integration whose breaker is open, before the next one may: longer than a send takes. */
  probeMs: 15_000,
} as const;

/** A sender at a vendor and how fast it may send. */
export interface Sender {
  /** Names the sender, alike for everyone who sends through it. */
  key: string;
  /** At most `sends` messages in any `perMs`; null: not paced. */
  rate: { sends: number; perMs: number } | null;
}

/**
 * From one slot to the next. With `n` sends in `perMs` and each up to `slackMs` late, slots of any window lie within
 * `perMs + slackMs`, and at this distance there are at most `n` of them: the rate is never exceeded, not even from an idle
 * start, and 96 % of 80 per second are used.
 */
export function spacingMs(rate: Sender['rate']): number | null {
  return rate === null ? null : (rate.perMs + PACE.slackMs) / rate.sends;
}

/** A paced sender's slot on this process's monotonic clock. */
export interface SendSlot {
  /** Not before. */
  fromMs: number;
  /** Not after: the slot is over, a later one has to be taken. */
  untilMs: number;
}

/**
 * The slot that starts `inMs` after the database looked at its clock, which it did some time between question and answer:
 * the slot that is kept is what is left of it for certain.
 *
 * @param inMs negative: it has started already
 */
export function slotOf(inMs: number, askedAtMs: number, answeredAtMs: number): SendSlot {
  return { fromMs: answeredAtMs + inMs, untilMs: askedAtMs + inMs + PACE.slackMs };
}
