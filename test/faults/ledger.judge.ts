import type { DeliveryStatus, DeliveryView } from '#herald/store';

/** A message that was to be sent. Its text occurs in no other message. */
export interface SentMessage {
  text: string;
  /** A number to which no other message goes. */
  to: string;
  /** Set when it was answered 202. */
  requestId: string | undefined;
  /** When the answer came, in milliseconds since 1970. */
  acknowledgedAtMs: number | undefined;
}

/** A message that the emulator accepted. */
export interface ArrivedMessage {
  sid: string;
  text: string;
  arrivedMs: number;
  /** How far it came at the emulator, in the words of Herald. */
  status: DeliveryStatus;
  /** Reports about it that Herald answered 2xx, and when they were made. */
  callbacks: readonly { status: DeliveryStatus; atMs: number }[];
}

/** What the API shows of a delivery. */
export type ShownDelivery = Pick<DeliveryView, 'id' | 'status' | 'providerMessageId' | 'reason'> & {
  attempts: readonly Pick<DeliveryView['attempts'][number], 'outcome' | 'duplicateRisk'>[];
  /** When each attempt began, in milliseconds since 1970. */
  startedAtMs: readonly number[];
  /** When the first event was recorded, in milliseconds since 1970; null without any. */
  settledAtMs: number | null;
};

/** What the ledger says about what Herald says. Texts name messages. */
export interface Verdict {
  /** Messages that were answered 202. */
  acknowledged: number;
  /** Of those: neither at the emulator nor discarded with a reason. */
  lost: string[];
  /** Of those: still pending, or not to be found. */
  unsettled: string[];
  /** Of those: discarded with a reason, and never at the emulator; text and reason. */
  discarded: { text: string; reason: string }[];
  /** Accepted creates beyond the first of a message, where the delivery says `duplicateRisk` for as many attempts. */
  flaggedDuplicates: number;
  /** Accepted creates beyond that. */
  unflaggedDuplicates: string[];
  /** Deliveries that took another message's id for theirs, or one that the emulator never gave. */
  wrongAdoptions: string[];
  /** Deliveries whose status is below what Herald was told, or above what the emulator knows. */
  wrongStatuses: string[];
  /** Deliveries with an attempt whose outcome was not learned from the vendor's answer, by what settled it. */
  unknown: { callback: number; list: number; resend: number };
}

const RANKS: Readonly<Record<DeliveryStatus, number>> = { pending: 0, sent: 1, discarded: 2, delivered: 3, seen: 4 };

/**
 * Compares what was acknowledged with what the emulator has and what the API shows.
 *
 * @param shown the deliveries of each request id
 */
export function judgeByLedger(
  sent: readonly SentMessage[],
  arrived: readonly ArrivedMessage[],
  shown: ReadonlyMap<string, readonly ShownDelivery[]>,
): Verdict {
  const byText = new Map<string, ArrivedMessage[]>();
  for (const copy of arrived) byText.set(copy.text, [...(byText.get(copy.text) ?? []), copy]);
  const cases = sent.map((message) => ({
    text: message.text,
    isAcknowledged: message.requestId !== undefined,
    copies: byText.get(message.text) ?? [],
    deliveries: shown.get(message.requestId ?? '') ?? [],
  }));
  const acknowledged = cases.filter(({ isAcknowledged }) => isAcknowledged);
  const textsWhere = (isSo: (one: Case) => boolean) => acknowledged.filter(isSo).map(({ text }) => text);
  const unknown = acknowledged.flatMap(howSettled);
  return {
    acknowledged: acknowledged.length,
    lost: textsWhere((one) => one.copies.length === 0 && discardOf(one) === undefined),
    unsettled: textsWhere(isUnsettled),
    discarded: acknowledged.flatMap((one) => (one.copies.length === 0 ? (discardOf(one) ?? []) : [])),
    flaggedDuplicates: cases.reduce((sum, one) => sum + Math.min(doublesOf(one), flagsOf(one)), 0),
    unflaggedDuplicates: cases.filter((one) => doublesOf(one) > flagsOf(one)).map(({ text }) => text),
    wrongAdoptions: textsWhere(isWronglyAdopted),
    wrongStatuses: textsWhere((one) => !isUnsettled(one) && hasWrongStatus(one)),
    unknown: {
      callback: unknown.filter((way) => way === 'callback').length,
      list: unknown.filter((way) => way === 'list').length,
      resend: unknown.filter((way) => way === 'resend').length,
    },
  };
}

/**
 * Messages with an attempt whose outcome was not learned from the vendor's answer, although the vendor had the message so
 * soon after the attempt began, or never.
 */
export function inDoubtThoughServed(
  sent: readonly SentMessage[],
  arrived: readonly ArrivedMessage[],
  shown: ReadonlyMap<string, readonly ShownDelivery[]>,
  withinMs: number,
): string[] {
  const arrivedMs = new Map(arrived.map((copy) => [copy.text, copy.arrivedMs]));
  const isLate = (text: string, startedAtMs = 0) => (arrivedMs.get(text) ?? 0) - startedAtMs > withinMs;
  return sent.flatMap(({ text, requestId }) =>
    (shown.get(requestId ?? '') ?? []).flatMap(({ attempts, startedAtMs }) =>
      attempts.some((attempt, index) => isInDoubt(attempt) && !isLate(text, startedAtMs[index])) ? text : [],
    ),
  );
}

interface Case {
  text: string;
  isAcknowledged: boolean;
  copies: readonly ArrivedMessage[];
  deliveries: readonly ShownDelivery[];
}

function isUnsettled({ deliveries }: Case): boolean {
  return deliveries.length === 0 || deliveries.some(({ status }) => status === 'pending');
}

function discardOf({ text, deliveries }: Case): { text: string; reason: string } | undefined {
  const reason = deliveries.find(({ status }) => status === 'discarded')?.reason;
  return reason == null ? undefined : { text, reason: reason.code };
}

function doublesOf({ copies }: Case): number {
  return Math.max(0, copies.length - 1);
}

function flagsOf({ deliveries }: Case): number {
  return deliveries.flatMap(({ attempts }) => attempts).filter(({ duplicateRisk }) => duplicateRisk).length;
}

function isWronglyAdopted({ copies, deliveries }: Case): boolean {
  const own = new Set(copies.map(({ sid }) => sid));
  return deliveries.some(({ providerMessageId }) => providerMessageId !== null && !own.has(providerMessageId));
}

/** The status has to be at least what Herald was told, and at most what happened. */
function hasWrongStatus({ copies, deliveries }: Case): boolean {
  if (copies.length === 0) return deliveries.some(({ status }) => RANKS[status] > RANKS.discarded || status === 'sent');
  const told = copies.flatMap(({ callbacks }) => callbacks.map(({ status }) => RANKS[status]));
  const least = Math.max(RANKS.sent, ...told);
  const most = Math.max(RANKS.sent, ...copies.map(({ status }) => RANKS[status]));
  return deliveries.some(({ status }) => RANKS[status] < least || RANKS[status] > most);
}

/** True of an attempt whose outcome was not learned from the vendor's answer. */
export function isInDoubt({ outcome }: Pick<ShownDelivery['attempts'][number], 'outcome'>): boolean {
  return outcome === 'unknown' || outcome === null;
}

/** What settled a delivery with an attempt whose outcome did not come from the vendor's answer. */
function howSettled({ copies, deliveries }: Case): ('callback' | 'list' | 'resend')[] {
  const open = deliveries.filter(({ status, attempts }) => status !== 'pending' && attempts.some(isInDoubt));
  return open.map(({ attempts, settledAtMs }) => {
    if (attempts.some(({ duplicateRisk }) => duplicateRisk)) return 'resend';
    const told = copies.flatMap(({ callbacks }) => callbacks.map(({ atMs }) => atMs));
    return told.some((atMs) => atMs <= (settledAtMs ?? 0)) ? 'callback' : 'list';
  });
}
