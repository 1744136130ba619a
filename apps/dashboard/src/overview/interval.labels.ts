import type { Interval } from './zoned.time.js';

const FORMATS: Readonly<Record<Interval, Intl.DateTimeFormatOptions>> = {
  minute: { hour: '2-digit', minute: '2-digit' },
  hour: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
};

/** Where the clocks go back an hour comes twice: then its label says which. */
const WITH_ZONE: Intl.DateTimeFormatOptions = { timeZoneName: 'short' };

/** What people call each interval, from the beginnings in ms; no two neighbours have the same name. */
export function intervalLabels(
  starts: readonly number[],
  interval: Interval,
  timeZone: string,
  locale?: string,
): string[] {
  const short = new Intl.DateTimeFormat(locale, { ...FORMATS[interval], timeZone });
  const exact = new Intl.DateTimeFormat(locale, { ...FORMATS[interval], ...WITH_ZONE, timeZone });
  const labels = starts.map((start) => short.format(start));
  return labels.map((label, index) => {
    const isTwice = label === labels[index - 1] || label === labels[index + 1];
    return isTwice ? exact.format(starts[index]) : label;
  });
}
