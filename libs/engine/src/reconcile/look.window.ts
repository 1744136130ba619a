import type { UnknownDelivery } from '#herald/store';
import type { ReconcileLimits } from '../engine.limits.js';

/** When a message was created at the vendor that came of an attempt. */
export interface LookWindow {
  from: Date;
  until: Date;
}

type Attempt = Pick<UnknownDelivery, 'startedAt' | 'finishedAt'>;
type Limits = Pick<ReconcileLimits, 'skewMs' | 'lateMs'>;

/** From the beginning of the attempt, less what clocks may be off, until the vendor takes nothing any more that came of it. */
export function lookWindow({ startedAt, finishedAt }: Attempt, { skewMs, lateMs }: Limits): LookWindow {
  return { from: new Date(startedAt.getTime() - skewMs), until: new Date(finishedAt.getTime() + lateMs) };
}

/** When other attempts were made whose messages may lie in the attempt's window: they end after `from` and begin before `until`. */
export function rivalWindow(attempt: Attempt, limits: Limits): LookWindow {
  const { from, until } = lookWindow(attempt, limits);
  return { from: new Date(from.getTime() - limits.lateMs), until: new Date(until.getTime() + limits.skewMs) };
}
