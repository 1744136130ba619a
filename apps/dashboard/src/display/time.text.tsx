import { useSyncExternalStore } from 'react';

const STEP_MS = 15_000;

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

const WEEK_MS = 7 * 86_400_000;

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A point in time as words that stay true, with date and time to the second when pointed at. */
export function TimeText({ at }: { at: string }) {
  useSyncExternalStore(subscribe, currentStep);
  const instant = new Date(at);
  return (
    <time dateTime={at} title={absolute.format(instant)}>
      {timeWords(instant.getTime(), Date.now())}
    </time>
  );
}

/** A point in time in full, to the second, in the reader's own place. */
export function ExactTime({ at }: { at: string }) {
  return (
    <time dateTime={at} className="tabular">
      {absolute.format(new Date(at))}
    </time>
  );
}

/** How far a point in time is from now, as words; the date where it is more than a week. */
function timeWords(atMs: number, nowMs: number): string {
  const distanceMs = atMs - nowMs;
  if (Math.abs(distanceMs) >= WEEK_MS) return absolute.format(atMs);
  const [unit, sizeMs] = UNITS.find(([, size]) => Math.abs(distanceMs) >= size) ?? (['second', 1_000] as const);
  return relative.format(Math.trunc(distanceMs / sizeMs), unit);
}

function currentStep(): number {
  return Math.floor(Date.now() / STEP_MS) * STEP_MS;
}

function subscribe(changed: () => void): () => void {
  const timer = setInterval(changed, STEP_MS);
  return () => clearInterval(timer);
}
