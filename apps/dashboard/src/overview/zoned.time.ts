/** Lengths of time in which events are counted. */
export type Interval = 'minute' | 'hour' | 'day';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Later than the beginning of the next day and earlier than its end, however long both are. */
const INTO_NEXT_DAY_MS = 1.5 * DAY_MS;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a time zone are ahead of UTC at a point in time, in ms. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000;
}

/** The beginning of the interval that holds a point in time, by the clocks of the zone. */
export function intervalStart(atMs: number, interval: Interval, timeZone: string): number {
  if (interval === 'minute') return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const offsetMs = zoneOffsetMs(atMs, timeZone);
  const lengthMs = interval === 'hour' ? HOUR_MS : DAY_MS;
  const localMs = Math.floor((atMs + offsetMs) / lengthMs) * lengthMs;
  // The clocks may have been changed since midnight; never within an hour that they count through.
  return localMs - (interval === 'hour' ? offsetMs : zoneOffsetMs(localMs - offsetMs, timeZone));
}

/** The beginning of the next interval; days of 23 and 25 hours are days, too. */
export function nextInterval(startMs: number, interval: Interval, timeZone: string): number {
  if (interval === 'minute') return startMs + MINUTE_MS;
  if (interval === 'day') return intervalStart(startMs + INTO_NEXT_DAY_MS, 'day', timeZone);
  return intervalStart(startMs + HOUR_MS, 'hour', timeZone);
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, clock);
  return clock;
}
