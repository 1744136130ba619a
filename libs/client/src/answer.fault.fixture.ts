import type { HeraldOptions } from './client.options.js';
import { ConnectionError, TimeoutError, UnexpectedResponseError } from './herald.error.js';
import { cutOff, empty, html, json, reset, silence } from './http.fixture.js';
import type { Reply } from './http.fixture.js';
import { ProblemError } from './problem.error.js';

/** A way for a call to go wrong, and what it shows as. */
export interface Fault {
  fault: string;
  reply: Reply;
  /** Limits short enough for the fault to show. */
  options?: Partial<HeraldOptions>;
  failsWith: typeof ConnectionError | typeof TimeoutError | typeof ProblemError | typeof UnexpectedResponseError;
  members: Record<string, unknown>;
}

/** Faults that may be gone at the next try. */
export const PASSING_FAULTS: Fault[] = [
  { fault: 'reset', reply: reset, failsWith: ConnectionError, members: { code: 'ECONNRESET' } },
  { fault: 'answer cut off', reply: cutOff, failsWith: ConnectionError, members: {} },
  {
    fault: 'timeout',
    reply: silence,
    options: { timeoutMs: 700, deadlineMs: 30_000 },
    failsWith: TimeoutError,
    members: { message: expect.stringContaining('had no complete answer within 700 ms') },
  },
  { fault: '500 empty', reply: empty(500), failsWith: ProblemError, members: { status: 500, kind: 'server' } },
  {
    fault: 'HTML 502',
    reply: html(502),
    failsWith: ProblemError,
    members: { status: 502, kind: 'server', title: 'Bad Gateway', type: 'about:blank', errors: [] },
  },
  {
    fault: '503 problem',
    reply: json(503, { type: 'https://herald.example/starting', title: 'Starting', detail: 'Come back.' }),
    failsWith: ProblemError,
    members: { status: 503, type: 'https://herald.example/starting', title: 'Starting', detail: 'Come back.' },
  },
  {
    fault: '429 Retry-After',
    reply: json(429, { title: 'Too many' }, { 'retry-after': '0' }),
    failsWith: ProblemError,
    members: { status: 429, kind: 'rate_limited', retryAfterMs: 0 },
  },
  {
    fault: '409 under way',
    reply: json(409, { title: 'Under way' }),
    failsWith: ProblemError,
    members: { kind: 'conflict' },
  },
];

/** Faults that another try would meet again. */
export const LASTING_FAULTS: Fault[] = [
  {
    fault: '401 problem',
    reply: json(401, { title: 'Unknown key' }),
    failsWith: ProblemError,
    members: { kind: 'unauthenticated' },
  },
  {
    fault: '422 problem',
    reply: json(422, {
      title: 'Invalid',
      instance: '/v3/notifications',
      errors: [{ path: 'recipients', message: 'must not be empty' }, 'not a fault'],
    }),
    failsWith: ProblemError,
    members: {
      kind: 'invalid',
      instance: '/v3/notifications',
      errors: [{ path: 'recipients', message: 'must not be empty' }],
      message: 'POST /v3/notifications answered 422 Invalid: recipients: must not be empty',
    },
  },
  { fault: 'HTML 413', reply: html(413), failsWith: ProblemError, members: { kind: 'too_large' } },
  { fault: '418', reply: empty(418), failsWith: ProblemError, members: { kind: 'other' } },
  {
    fault: 'error that is JSON null',
    reply: json(400, null),
    failsWith: ProblemError,
    members: { kind: 'bad_request' },
  },
  { fault: 'HTML 200', reply: html(200), failsWith: UnexpectedResponseError, members: { status: 200 } },
  { fault: '200 empty', reply: empty(200), failsWith: UnexpectedResponseError, members: { status: 200 } },
  { fault: '200 of another shape', reply: json(200, { ok: true }), failsWith: UnexpectedResponseError, members: {} },
  { fault: '200 that is JSON null', reply: json(200, null), failsWith: UnexpectedResponseError, members: {} },
];
