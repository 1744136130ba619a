/** What a look at the vendor has shown about one delivery with an unknown outcome. */
export interface Look {
  /** Ids of the messages that may come of its attempt. */
  found: readonly string[];
  /** Those that belong to another delivery. */
  claimedIds: readonly string[];
  /** Those that may as well come of another attempt whose outcome was not learned either. */
  contestedIds: readonly string[];
  /** True while an attempt is under way that may own any of them. */
  isRivalUnderWay: boolean;
  /** Looks before this one that found nothing. */
  emptyLooks: number;
}

/** What follows from a look. */
export type Verdict =
  /** This message is the delivery's. */
  | { kind: 'adopt'; providerMessageId: string }
  /** Nobody can tell whose the messages are; a callback can. */
  | { kind: 'ambiguous'; candidates: number }
  /** Too early to tell; it was no look. */
  | { kind: 'wait' }
  /** Nothing was found; the next look may find it. */
  | { kind: 'empty' }
  /** Nothing was found often enough: it is sent again. */
  | { kind: 'resend' };

/** @param emptyLooksToResend so many looks that find nothing, the present one included, and it is sent again */
export function judge(look: Look, emptyLooksToResend: number): Verdict {
  const candidates = [...new Set(look.found)].filter((id) => !look.claimedIds.includes(id));
  const [only, ...others] = candidates;
  if (only === undefined) return { kind: look.emptyLooks + 1 >= emptyLooksToResend ? 'resend' : 'empty' };
  if (look.isRivalUnderWay) return { kind: 'wait' };
  if (others.length > 0 || look.contestedIds.includes(only))
    return { kind: 'ambiguous', candidates: candidates.length };
  return { kind: 'adopt', providerMessageId: only };
}
