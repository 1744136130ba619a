import type { Attempt, Callback, DeliveryDetail, DeliveryEvent, Waiting } from '../api/herald.types.js';

/** What a timeline is made of; a delivery in full has all of it. */
export type TimelineSource = Pick<DeliveryDetail, 'status' | 'attempts' | 'events' | 'waiting'> &
  Partial<Pick<DeliveryDetail, 'createdAt' | 'sendAt' | 'callbacks'>>;

/** Something that happened to a delivery, with the time of Herald's clock at which it did. */
export type TimelineEntry = { key: string; at: string } & (
  | { kind: 'accepted'; sendAt: string | null }
  | { kind: 'attempt'; attempt: Attempt }
  | { kind: 'callback'; callback: Callback }
  | { kind: 'event'; event: DeliveryEvent }
  | { kind: 'waiting'; waiting: Waiting }
);

/** What comes first of what happened at the same time: causes before effects. */
const ORDER: Readonly<Record<TimelineEntry['kind'], number>> = {
  accepted: 0,
  attempt: 1,
  callback: 2,
  event: 3,
  waiting: 4,
};

/**
 * Everything that happened to a delivery, oldest first by one clock, Herald's: vendors' clocks may be off. What it waits
 * for comes last.
 */
export function timelineOf({
  createdAt,
  sendAt,
  attempts,
  callbacks,
  events,
  waiting,
}: TimelineSource): TimelineEntry[] {
  const happened: TimelineEntry[] = [
    ...(createdAt === undefined
      ? []
      : [{ kind: 'accepted' as const, key: 'accepted', at: createdAt, sendAt: sendAt ?? null }]),
    ...attempts.map((attempt) => ({
      kind: 'attempt' as const,
      key: `attempt ${attempt.number}`,
      at: attempt.startedAt,
      attempt,
    })),
    ...(callbacks ?? []).map((callback) => ({
      kind: 'callback' as const,
      key: `callback ${callback.id}`,
      at: callback.receivedAt,
      callback,
    })),
    ...events.map((event) => ({ kind: 'event' as const, key: `event ${event.id}`, at: event.recordedAt, event })),
  ];
  happened.sort((one, other) => Date.parse(one.at) - Date.parse(other.at) || ORDER[one.kind] - ORDER[other.kind]);
  return waiting === null ? happened : [...happened, { kind: 'waiting', key: 'waiting', at: waiting.since, waiting }];
}

/** The length of a time as words: `340 ms`, `1.2 s`, `2 min`. */
export function durationWords(fromIso: string, toIso: string): string {
  const ms = Math.max(0, Date.parse(toIso) - Date.parse(fromIso));
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** The time that the vendor gives for an event, where it tells more than the one at which Herald learned of it. */
export function vendorTime({
  occurredAt,
  recordedAt,
}: Pick<DeliveryEvent, 'occurredAt' | 'recordedAt'>): string | null {
  return Math.abs(Date.parse(occurredAt) - Date.parse(recordedAt)) >= 1_000 ? occurredAt : null;
}
