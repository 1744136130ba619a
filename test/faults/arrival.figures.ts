import { quantile } from './fault.report.js';

/** The most that arrived in any window of this length, wherever it begins: half-open, so that its two ends are not both in it. */
export function mostWithin(timesMs: readonly number[], windowMs: number): number {
  const ascending = ascendingOf(timesMs);
  let [most, first] = [0, 0];
  for (const [last, atMs] of ascending.entries()) {
    while ((ascending[first] ?? atMs) <= atMs - windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Of a window, by which a message may come later than it left: what comes after it in time is closer to it then. */
const LATE_SHARE = 0.05;

/** The most that was sent in any window of this length, as far as arrivals can tell: those in a window a twentieth shorter. */
export function mostSentWithin(arrivedMs: readonly number[], windowMs: number): number {
  return mostWithin(arrivedMs, windowMs * (1 - LATE_SHARE));
}

/** How much of a rate was used from the first arrival to the last; 0 with fewer than two. */
export function utilisation(timesMs: readonly number[], perSecond: number): number {
  const ascending = ascendingOf(timesMs);
  const seconds = ((ascending.at(-1) ?? 0) - (ascending[0] ?? 0)) / 1_000;
  return seconds === 0 ? 0 : (ascending.length - 1) / seconds / perSecond;
}

/**
 * How even shares are: 1 when all are equal, one over their number when one has everything.
 * https://arxiv.org/abs/cs/9809099
 */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares);
}

/** `12 ms / 40 ms`: the middle and the 99th of a hundred, for a report. */
export function spread(valuesMs: readonly number[]): string {
  const ascending = ascendingOf(valuesMs);
  return [0.5, 0.99].map((share) => `${Math.round(quantile(ascending, share) ?? 0)} ms`).join(' / ');
}

/** `93.4 %` */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function ascendingOf(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other);
}
