import { localInput } from '../overview/local.input.js';

/** Spans of time that are wanted often; they begin so long ago and last until now. */
export const QUICK_SPANS = [
  { label: 'Last 15 minutes', lengthMs: 15 * 60_000 },
  { label: 'Last hour', lengthMs: 3_600_000 },
  { label: 'Last 24 hours', lengthMs: 86_400_000 },
  { label: 'Last 7 days', lengthMs: 7 * 86_400_000 },
  { label: 'Last 30 days', lengthMs: 30 * 86_400_000 },
] as const;

/** A point in time of a filter as an input of the type `datetime-local` takes it; empty for none. */
export function timeInput(iso: string | undefined): string {
  const atMs = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isNaN(atMs) ? '' : localInput(atMs);
}

/** What such an input holds, as ISO 8601; undefined for nothing. */
export function isoOfLocalInput(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** A point in time of a filter as words. */
export function filterTimeWords(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time)
    ? iso
    : new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}
