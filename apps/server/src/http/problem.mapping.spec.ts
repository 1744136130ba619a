import {
  BacklogFullError,
  CallbackRefusedError,
  IdempotencyConflictError,
  InvalidRequestError,
  NotFoundError,
} from '#herald/engine';
import { InvalidCursorError, LastAdminError, OverloadedError } from '#herald/store';
import { HttpException, ServiceUnavailableException, UnsupportedMediaTypeException } from '@nestjs/common';
import { NEVER_GUESSED, PROBLEM_KINDS, type ProblemKind } from './problem.catalogue.js';
import { ProblemError } from './problem.error.js';
import { MethodNotAllowedError, problemAnswer, UnauthenticatedError, UnknownRouteError } from './problem.mapping.js';

const withCode = (code: string, more: object = {}) => Object.assign(new Error('secret inside'), { code, ...more });

describe('problemAnswer', () => {
  it.each<[string, unknown, number, string]>([
    ['faults', new InvalidRequestError([{ path: 'a', message: 'b' }]), 422, 'invalid-request'],
    ['a foreign cursor', new InvalidCursorError(), 422, 'invalid-request'],
    ['an unknown thing', new NotFoundError('This user'), 404, 'not-found'],
    ['an unknown route', new UnknownRouteError('There is no GET /x.'), 404, 'not-found'],
    ['a wrong method', new MethodNotAllowedError(['POST']), 405, 'method-not-allowed'],
    ['missing credentials', new UnauthenticatedError(), 401, 'unauthenticated'],
    ['a key used twice', new IdempotencyConflictError(), 422, 'idempotency-conflict'],
    ['an unsigned callback', new CallbackRefusedError(), 403, 'callback-refused'],
    ['a media type', new UnsupportedMediaTypeException('Send JSON.'), 415, 'unsupported-media-type'],
    ['a large body', new HttpException('Request body is too large', 413), 413, 'body-too-large'],
    [
      'a bad address',
      Object.assign(new Error('bad url'), { statusCode: 400, code: 'FST_ERR_BAD_URL' }),
      400,
      'malformed-request',
    ],
    ['a caller who left', withCode('ECONNRESET', { statusCode: 400 }), 400, 'malformed-request'],
    ['a full backlog', new BacklogFullError(10), 429, 'backlog-full'],
    ['overload', new OverloadedError('Too much'), 503, 'overloaded'],
    ['a store that is not ready', new ServiceUnavailableException(), 503, 'unavailable'],
    ['a refused connection', withCode('ECONNREFUSED'), 503, 'unavailable'],
    ['a lost socket file', withCode('ENOENT', { syscall: 'connect' }), 503, 'unavailable'],
    ['a server that shuts down', withCode('57P01'), 503, 'unavailable'],
    ['a broken connection', withCode('08006'), 503, 'unavailable'],
    ['an exhausted pool', new Error('timeout exceeded when trying to connect'), 503, 'unavailable'],
    ['an outage underneath', new Error('x', { cause: withCode('ECONNREFUSED') }), 503, 'unavailable'],
    ['a missing file', withCode('ENOENT', { syscall: 'open' }), 500, 'internal'],
    ['a broken constraint', withCode('23505'), 500, 'internal'],
    ['a bug', new TypeError('undefined is not a function'), 500, 'internal'],
    ['something that is no error', 'text', 500, 'internal'],
  ])('answers %s', (_, error, status, kind) => {
    const { problem } = problemAnswer(error);
    expect(problem).toMatchObject({ status, type: `/problems/${kind}` });
    expect(problem.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(problem.detail).not.toBe('');
  });

  it('tells nothing of the inside of a failure', () => {
    for (const error of [withCode('23505'), withCode('ECONNREFUSED'), new HttpException('secret inside', 500)]) {
      expect(JSON.stringify(problemAnswer(error))).not.toContain('secret inside');
    }
  });

  it('gives a status that it has no kind for as it is', () => {
    expect(problemAnswer(new HttpException('Slow down', 429)).problem).toMatchObject({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'Slow down',
    });
  });

  it('carries the headers that belong to the answer', () => {
    expect(problemAnswer(withCode('57P03')).headers).toEqual({ 'retry-after': '2' });
    expect(problemAnswer(new BacklogFullError(10)).headers).toEqual({ 'retry-after': '5' });
    expect(problemAnswer(new OverloadedError('Too much')).headers).toEqual({ 'retry-after': '1' });
    expect(problemAnswer(new MethodNotAllowedError(['GET', 'PUT'])).headers).toEqual({ allow: 'GET, PUT' });
    expect(problemAnswer(new UnauthenticatedError()).headers).toHaveProperty('www-authenticate');
  });

  it('has the kind, the words and the headers of an error that brings them', () => {
    const error = new ProblemError('too-many-attempts', undefined, { 'retry-after': '7' });
    expect(problemAnswer(error)).toMatchObject({
      problem: { type: '/problems/too-many-attempts', status: 429, detail: expect.stringContaining('Try again') },
      headers: { 'retry-after': '7' },
    });
    expect(problemAnswer(new LastAdminError()).problem).toMatchObject({ type: '/problems/last-admin', status: 409 });
  });

  it('lists the first hundred faults and says that there are more', () => {
    const faults = Array.from({ length: 250 }, (_, index) => ({ path: `recipients.${index}`, message: 'x' }));
    const { problem } = problemAnswer(new InvalidRequestError(faults));
    expect(problem.errors).toHaveLength(100);
    expect(problem.detail).toBe('The request has 250 faults. The first 100 are listed.');
  });

  it('has a status of its own for every kind that is found by status', () => {
    for (const [kind, { status }] of Object.entries(PROBLEM_KINDS)) {
      if (NEVER_GUESSED.has(kind as ProblemKind)) continue;
      const { problem } = problemAnswer(new HttpException('x', status));
      expect(problem.type).toBe(`/problems/${kind}`);
    }
  });
});
