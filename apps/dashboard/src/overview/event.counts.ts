import type { EventType, StatisticsRow } from '../api/herald.types.js';
import type { Period } from './time-span.search.js';
import { intervalStart, nextInterval } from './zoned.time.js';

/** The types of events in the order in which a message goes through them. */
export const EVENT_ORDER: readonly EventType[] = ['sent', 'delivered', 'seen', 'discarded'];

/** A number for each type of events. */
export type TypeCounts = Record<EventType, number>;

/** Counts over time: as many in each list as there are intervals, none left out. */
export interface EventSeries {
  /** Beginnings of the intervals, in ms. */
  starts: number[];
  counts: Record<EventType, number[]>;
}

/** Counts of what has certain properties in common. */
export interface Tally<Names extends string> {
  of: Record<Names, string | null>;
  counts: TypeCounts;
  total: number;
  /** When the last of these events occurred. */
  lastAt: string;
}

/** Beginnings of all intervals of a period, in ms, by the clocks of the zone. */
export function intervalStarts({ fromMs, toMs, interval }: Period, timeZone: string): number[] {
  const starts: number[] = [];
  for (let at = intervalStart(fromMs, interval, timeZone); at < toMs; at = nextInterval(at, interval, timeZone)) {
    starts.push(at);
  }
  return starts;
}

/** Counts by interval and type; intervals without events count 0, and no event is lost. */
export function eventSeries(rows: readonly StatisticsRow[], starts: number[]): EventSeries {
  const empty = () => starts.map(() => 0);
  const counts = { sent: empty(), delivered: empty(), seen: empty(), discarded: empty() };
  for (const { type, from, count } of rows) {
    if (type === undefined || starts.length === 0) continue;
    const series = counts[type];
    const index = intervalIndex(starts, Date.parse(from));
    series[index] = (series[index] ?? 0) + count;
  }
  return { starts, counts };
}

/** Which interval holds a point in time; the first where it is earlier. */
export function intervalIndex(starts: readonly number[], atMs: number): number {
  return Math.max(
    0,
    starts.findLastIndex((start) => start <= atMs),
  );
}

/** All events of a series by type. */
export function sumOf({ counts }: EventSeries): TypeCounts {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, count) => total + count, 0);
  return {
    sent: sum(counts.sent),
    delivered: sum(counts.delivered),
    seen: sum(counts.seen),
    discarded: sum(counts.discarded),
  };
}

/** Rows that have `names` in common, put together; the most events first. */
export function tallies<Name extends 'channel' | 'provider' | 'reason' | 'tenant'>(
  rows: readonly StatisticsRow[],
  names: readonly Name[],
): Tally<Name>[] {
  const found = new Map<string, Tally<Name>>();
  for (const row of rows) {
    const of = Object.fromEntries(names.map((name) => [name, row[name] ?? null])) as Record<Name, string | null>;
    const key = JSON.stringify(of);
    const tally = found.get(key) ?? {
      of,
      counts: { sent: 0, delivered: 0, seen: 0, discarded: 0 },
      total: 0,
      lastAt: row.lastAt,
    };
    found.set(key, tally);
    if (row.type !== undefined) tally.counts[row.type] += row.count;
    tally.total += row.count;
    if (row.lastAt > tally.lastAt) tally.lastAt = row.lastAt;
  }
  return [...found.values()].toSorted((one, other) => other.total - one.total);
}

/** How much of the step before came through, as a part of 1; undefined where nothing could. */
export function shareOf(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
