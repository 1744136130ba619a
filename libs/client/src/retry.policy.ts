import { ConnectionError, TimeoutError } from './herald.error.js';
import { ProblemError } from './problem.error.js';

/**
 * What repeating a request does:
 * `idempotent` – the same as sending it once (reads, PUT, PATCH, DELETE, an upsert);
 * `keyed` – the same as sending it once, because of its `Idempotency-Key`;
 * `effectful` – acts again, unless the answer says that nothing was done.
 */
export type Repetition = 'idempotent' | 'keyed' | 'effectful';

/** Statuses that may go away by themselves: RFC 9110 section 15, RFC 8470 (425), RFC 6585 (429). */
const PASSING_STATUSES = [408, 425, 429, 500, 502, 503, 504];

const RETRIED: Record<Repetition, { unanswered: boolean; statuses: ReadonlySet<number> }> = {
  idempotent: { unanswered: true, statuses: new Set(PASSING_STATUSES) },
  // 409 to a keyed request means that the first try is still under way.
  keyed: { unanswered: true, statuses: new Set([...PASSING_STATUSES, 409]) },
  // Not 503: Herald also answers so when its store went away halfway through.
  effectful: { unanswered: false, statuses: new Set([429]) },
};

/** End of the type of a problem that says by itself that nothing was done. */
const OVERLOADED = '/problems/overloaded';

const LONGEST_BACKOFF_MS = 5_000;

/** Whether the same request may be sent again after this failure. */
export function mayRepeat(
  failure: unknown,
  repetition: Repetition,
): failure is ConnectionError | TimeoutError | ProblemError {
  const { unanswered, statuses } = RETRIED[repetition];
  if (failure instanceof ConnectionError || failure instanceof TimeoutError) return unanswered;
  if (!(failure instanceof ProblemError)) return false;
  return statuses.has(failure.status) || failure.type.endsWith(OVERLOADED);
}

/**
 * How long to wait before the next try, in milliseconds: full jitter over a doubling span of at most 5 s, after the time
 * that the answer asks for. Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param failure of the last try
 * @param tries how many were made, 1 or more
 * @param baseMs span after the first try
 * @param random gives a number in [0, 1)
 */
export function backoffMs(failure: unknown, tries: number, baseMs: number, random: () => number = Math.random): number {
  const askedMs = failure instanceof ProblemError ? (failure.retryAfterMs ?? 0) : 0;
  return askedMs + random() * Math.min(LONGEST_BACKOFF_MS, baseMs * 2 ** (tries - 1));
}

/**
 * The wait that a `Retry-After` header asks for, in milliseconds, `undefined` where there is none or it is unreadable.
 * A date is measured against the answer's own `Date`, so that a wrong clock here does not matter (RFC 9110 section 10.2.3).
 */
export function readRetryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // Date.parse also makes dates out of what is none, such as "1.5".
  if (!value.endsWith('GMT')) return undefined;
  const nowMs = Date.parse(headers.get('date') ?? '');
  const untilMs = Date.parse(value);
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs - (Number.isNaN(nowMs) ? Date.now() : nowMs));
}
