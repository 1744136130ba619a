import type { Interval } from './zoned.time.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Spans of time up to now that an overview can be of, with the steps of their curves. */
export const TIME_SPANS = {
  hour: { label: 'Last hour', shortLabel: '1 h', lengthMs: HOUR_MS, interval: 'minute' },
  day: { label: 'Last 24 hours', shortLabel: '24 h', lengthMs: DAY_MS, interval: 'hour' },
  week: { label: 'Last 7 days', shortLabel: '7 d', lengthMs: 7 * DAY_MS, interval: 'hour' },
  month: { label: 'Last 30 days', shortLabel: '30 d', lengthMs: 30 * DAY_MS, interval: 'day' },
} as const satisfies Record<string, { label: string; shortLabel: string; lengthMs: number; interval: Interval }>;

/** Spans by the name that they have in the address. */
export type TimeSpan = keyof typeof TIME_SPANS;

/** The span of an overview that says none. */
export const USUAL_SPAN: TimeSpan = 'day';

/** Longest span that can be counted by the day: what `GET /v3/stats` takes at a time. */
export const LONGEST_DAYS = 1_100;

/** By the minute is counted for some days only; a little less than that is asked for. */
const MINUTES_KEPT_MS = 3 * DAY_MS - HOUR_MS;

/** Steps for a span that somebody chose: the finest that a curve shows well. */
const STEPS: readonly { interval: Interval; upToMs: number; kept: number }[] = [
  { interval: 'minute', upToMs: 3 * HOUR_MS, kept: MINUTES_KEPT_MS },
  { interval: 'hour', upToMs: 8 * DAY_MS, kept: Infinity },
];

/** The time that the address asks for: a span up to now, or from one point in time to another (ISO 8601). */
export interface TimeSpanSearch {
  span?: TimeSpan;
  from?: string;
  to?: string;
}

/** A time to count events in, in whole intervals. */
export interface Period {
  fromMs: number;
  toMs: number;
  interval: Interval;
}

/** What an address asks for; what is not understood is left out. */
export function timeSpanSearch({ span, from, to }: Record<string, unknown>): TimeSpanSearch {
  if (isTime(from) && isTime(to) && Date.parse(from) < Date.parse(to)) return { from, to };
  return typeof span === 'string' && Object.hasOwn(TIME_SPANS, span) ? { span: span as TimeSpan } : {};
}

/** The time that a search stands for at a given moment. */
export function periodOf({ span, from, to }: TimeSpanSearch, nowMs: number): Period {
  if (from !== undefined && to !== undefined) {
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const step = STEPS.find(({ upToMs, kept }) => toMs - fromMs <= upToMs && nowMs - fromMs <= kept);
    return { fromMs, toMs, interval: step?.interval ?? 'day' };
  }
  const { lengthMs, interval } = TIME_SPANS[span ?? USUAL_SPAN];
  return { fromMs: nowMs - lengthMs, toMs: nowMs, interval };
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
