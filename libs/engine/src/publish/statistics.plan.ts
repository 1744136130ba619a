import type { Fault } from '#herald/channel-provider';
import { MINUTES_KEPT_DAYS, type StatisticsQuery } from '#herald/store';

/** A query of statistics as it came, each part right in itself. */
export type StatisticsWish = Omit<StatisticsQuery, 'from' | 'to' | 'limit'> & { from?: Date; to?: Date };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What is read where no time is given, and at most, by interval. */
const SPANS = {
  minute: { usualMs: 60 * MINUTE_MS, longestMs: DAY_MS, longest: 'a day', instead: 'hour' },
  hour: { usualMs: DAY_MS, longestMs: 32 * DAY_MS, longest: '32 days', instead: 'day' },
  day: { usualMs: 30 * DAY_MS, longestMs: 1_100 * DAY_MS, longest: '1,100 days', instead: undefined },
} as const;

/** The time that a query is about, with everything that does not go together. */
export function planStatistics(
  { from, to, ...wish }: StatisticsWish,
  now: Date,
): { query: Omit<StatisticsQuery, 'limit'>; faults: Fault[] } {
  const span = SPANS[wish.interval];
  const end = to ?? (from === undefined ? now : new Date(Math.min(now.getTime(), from.getTime() + span.longestMs)));
  const start = from ?? new Date(end.getTime() - span.usualMs);
  const faults: Fault[] = [];
  if (start >= end) {
    faults.push({
      path: to === undefined ? 'from' : 'to',
      message: 'must be later than from, which must be in the past',
    });
  }
  if (end.getTime() - start.getTime() > span.longestMs) {
    const mend = span.instead === undefined ? '' : `, or use interval=${span.instead}`;
    faults.push({
      path: 'interval',
      message: `${wish.interval} is for at most ${span.longest} at a time: read in parts${mend}`,
    });
  }
  if (wish.interval === 'minute' && start.getTime() < now.getTime() - MINUTES_KEPT_DAYS * DAY_MS) {
    faults.push({
      path: 'interval',
      message: `minute is for the last ${MINUTES_KEPT_DAYS} days, as long as minutes are kept: use interval=hour`,
    });
  }
  if (new Set(wish.groupBy).size < wish.groupBy.length) {
    faults.push({ path: 'groupBy', message: 'names something twice' });
  }
  if (!isTimezone(wish.timezone)) {
    faults.push({ path: 'timezone', message: 'must be the IANA name of a time zone, e.g. Europe/Berlin' });
  }
  return { query: { ...wish, from: start, to: end }, faults };
}

/** Names only: PostgreSQL takes offsets, too, but with the opposite sign. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
