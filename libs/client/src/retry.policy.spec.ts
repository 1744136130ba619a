import { ConnectionError, HeraldError, TimeoutError, UnexpectedResponseError } from './herald.error.js';
import { ProblemError } from './problem.error.js';
import { backoffMs, mayRepeat, readRetryAfterMs } from './retry.policy.js';

function problem(status: number, retryAfterMs?: number, type = 'about:blank'): ProblemError {
  const document = {
    type,
    title: 'Problem',
    status,
    detail: undefined,
    instance: undefined,
    errors: [],
  };
  return new ProblemError('GET /v3/events', document, retryAfterMs);
}

const REFUSED = new ConnectionError('refused', 'ECONNREFUSED', {});
const LATE = new TimeoutError('late', 10);

describe('mayRepeat', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('repeats what is safe after %i', (status) => {
    expect(mayRepeat(problem(status), 'idempotent')).toBe(true);
    expect(mayRepeat(problem(status), 'keyed')).toBe(true);
  });

  it.each([400, 401, 403, 404, 413, 422, 501])('never repeats after %i', (status) => {
    expect(mayRepeat(problem(status), 'idempotent')).toBe(false);
    expect(mayRepeat(problem(status), 'keyed')).toBe(false);
    expect(mayRepeat(problem(status), 'effectful')).toBe(false);
  });

  it('takes 409 for "still under way" only where a key was sent', () => {
    expect(mayRepeat(problem(409), 'keyed')).toBe(true);
    expect(mayRepeat(problem(409), 'idempotent')).toBe(false);
  });

  it('repeats what would act again only when the answer says that nothing was done', () => {
    expect(mayRepeat(problem(429), 'effectful')).toBe(true);
    expect(mayRepeat(problem(503, 1_000, '/problems/overloaded'), 'effectful')).toBe(true);
    expect(mayRepeat(problem(503, 1_000, '/problems/unavailable'), 'effectful')).toBe(false);
    expect(mayRepeat(problem(500), 'effectful')).toBe(false);
    expect(mayRepeat(REFUSED, 'effectful')).toBe(false);
    expect(mayRepeat(LATE, 'effectful')).toBe(false);
  });

  it('repeats what is safe when no answer came, and nothing after an answer that Herald does not give', () => {
    expect(mayRepeat(REFUSED, 'idempotent')).toBe(true);
    expect(mayRepeat(LATE, 'keyed')).toBe(true);
    expect(mayRepeat(new UnexpectedResponseError('garbage', 200), 'idempotent')).toBe(false);
    expect(mayRepeat(new HeraldError('other'), 'idempotent')).toBe(false);
    expect(mayRepeat(new TypeError('of the program'), 'idempotent')).toBe(false);
  });
});

const almostOne = () => 0.999_999;

describe('backoffMs', () => {
  it.each([
    [1, 200],
    [2, 400],
    [3, 800],
    [5, 3_200],
    [6, 5_000],
    [60, 5_000],
  ])('after %i tries lies anywhere from 0 to %i ms', (tries, spanMs) => {
    expect(backoffMs(REFUSED, tries, 200, () => 0)).toBe(0);
    expect(backoffMs(REFUSED, tries, 200, () => 0.5)).toBe(spanMs / 2);
    expect(backoffMs(REFUSED, tries, 200, almostOne)).toBeLessThan(spanMs);
  });

  it('comes after the time that the answer asks for, never before', () => {
    expect(backoffMs(problem(429, 2_000), 1, 200, () => 0)).toBe(2_000);
    expect(backoffMs(problem(429, 2_000), 1, 200, almostOne)).toBeLessThan(2_200);
  });

  it('draws by itself within the same bounds', () => {
    const drawn = Array.from({ length: 200 }, () => backoffMs(REFUSED, 2, 200));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(400);
    expect(new Set(drawn).size).toBeGreaterThan(100);
  });
});

describe('readRetryAfterMs', () => {
  it('reads seconds', () => {
    expect(readRetryAfterMs(new Headers({ 'retry-after': '120' }))).toBe(120_000);
  });

  it("reads a date against the answer's own clock", () => {
    const headers = new Headers({
      date: 'Wed, 21 Oct 2015 07:28:00 GMT',
      'retry-after': 'Wed, 21 Oct 2015 07:28:30 GMT',
    });
    expect(readRetryAfterMs(headers)).toBe(30_000);
  });

  it('reads a date against the clock here where the answer has none', () => {
    const headers = new Headers({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    const waitMs = readRetryAfterMs(headers) ?? 0;
    expect(waitMs).toBeGreaterThan(50_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
  });

  it('takes a date in the past as "now"', () => {
    expect(readRetryAfterMs(new Headers({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }))).toBe(0);
  });

  it.each(['', 'soon', '-1', '1.5'])('gives nothing for %p', (value) => {
    expect(readRetryAfterMs(new Headers({ 'retry-after': value }))).toBeUndefined();
  });

  it('gives nothing where there is no header', () => {
    expect(readRetryAfterMs(new Headers())).toBeUndefined();
  });
});
