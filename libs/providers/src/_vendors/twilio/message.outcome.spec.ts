import type { SendOutcome } from '#herald/channel-provider';
import fc from 'fast-check';
import { outcomeOfAnswer, outcomeOfError } from './message.outcome.js';
import { TransportFault } from './transport.fault.js';

const NOW = new Date('2026-01-01T00:00:00Z');

function answered(statusCode: number, body: unknown, retryAfter?: string): SendOutcome {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return outcomeOfAnswer({ statusCode, headers, body: text }, NOW);
}

/** For people: a sentence, with something in it. */
const SENTENCE = /^[A-Z].{15,}\.$/s;

function sentenceOf(outcome: SendOutcome): string {
  if (outcome.kind === 'accepted') return 'Accepted by the vendor.';
  return outcome.kind === 'rejected' ? outcome.reason.explanation : outcome.explanation;
}

describe('the outcome of an answer', () => {
  it.each([200, 201, 299])('of %i is that the message was taken', (status) => {
    expect(answered(status, { sid: 'SM1', status: 'queued' })).toEqual({
      kind: 'accepted',
      providerMessageId: 'SM1',
      providerStatus: 'queued',
    });
  });

  it.each([199, 300, 399, 500, 599, 600])('of %i is unknown even when it names a message', (status) => {
    const cause = status >= 500 ? 'server_error' : 'unreadable_answer';
    const explanation = `Twilio answered HTTP ${status}; whether it took the message is not known.`;
    expect(answered(status, { sid: 'SM1', status: 'queued' })).toEqual({ kind: 'unknown', cause, explanation });
  });

  it.each([{ sid: 'SM1' }, { sid: 'SM1', status: null }, { sid: 'SM1', status: 7 }])(
    'that says nothing of the status, as %j, has none',
    (body) => expect(answered(201, body)).toEqual({ kind: 'accepted', providerMessageId: 'SM1' }),
  );

  it.each([{}, { sid: '' }, { sid: 7 }, { sid: ['SM1'] }, [{ sid: 'SM1' }], null, 'SM1', '', '{"sid":"SM1"'])(
    'that names no message, as %j, is unknown',
    (body) => expect(answered(201, body)).toMatchObject({ kind: 'unknown', cause: 'unreadable_answer' }),
  );

  it.each(['failed', 'undelivered', 'canceled'])(
    'that it is born %s is a refusal, with or without a code',
    (status) => {
      expect(answered(201, { sid: 'SM1', status, error_code: 63016 })).toMatchObject({
        kind: 'rejected',
        reason: { code: 'session_window_closed', providerCode: '63016' },
      });
      expect(answered(201, { sid: 'SM1', status, error_code: null })).toMatchObject({
        kind: 'rejected',
        reason: { code: 'undelivered' },
      });
    },
  );

  it.each([400, 403, 404, 410, 499])('of %i is a refusal that leads on without a code', (status) => {
    const outcome = answered(status, '<html></html>');
    expect(outcome).toMatchObject({
      kind: 'rejected',
      reason: {
        code: 'request_invalid',
        explanation: expect.stringContaining(`HTTP ${status}`),
        nextStep: expect.stringContaining('https://www.twilio.com/docs/api/errors'),
      },
    });
    expect(answered(401, '')).toMatchObject({ kind: 'rejected', reason: { code: 'credentials_invalid' } });
  });

  it.each([
    [1000, '1000'],
    ['21211', '21211'],
    [999_999, '999999'],
    [999, undefined],
    [1_000_000, undefined],
    ['021211', undefined],
    ['21211 ', undefined],
    ['E21211', undefined],
    [['21211'], undefined],
    [{ toString: 1 }, undefined],
    [true, undefined],
  ])('with the code %j has the code %s', (code, providerCode) => {
    const outcome = answered(400, { code });
    expect(outcome.kind === 'rejected' && outcome.reason.providerCode).toBe(providerCode);
    const slower = answered(429, { code });
    expect(slower.kind === 'retry' && slower.providerCode).toBe(providerCode);
  });

  it.each([
    [undefined, undefined],
    ['0', 0],
    ['7', 7_000],
    [' 12 ', 12_000],
    ['999999999', 999_999_999_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', undefined],
    ['x7', undefined],
    ['7 apples', undefined],
    ['', undefined],
  ])('of 429 with Retry-After %j asks for %s ms', (header, retryAfterMs) => {
    const outcome = answered(429, '', header);
    expect(outcome).toStrictEqual({
      kind: 'retry',
      cause: 'rate_limited',
      explanation: 'Twilio asked to slow down (HTTP 429) and did not process the message.',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });

  it('of 408 is unknown: Twilio stopped waiting, for what it may have read', () => {
    const explanation = 'Twilio stopped waiting for the request (HTTP 408).';
    expect(answered(408, '')).toEqual({ kind: 'unknown', cause: 'timeout', explanation });
  });

  it.each(['63038', '60728'])('of 429 with %s is a refusal: the quota is spent for long', (code) => {
    expect(answered(429, { code })).toMatchObject({ kind: 'rejected', reason: { code: 'quota_exceeded' } });
    expect(answered(503, { code })).toMatchObject({ kind: 'unknown' });
  });

  const codes = fc.constantFrom<unknown>(21211, '63038', 60728, 20429, 63018, null, 'x', undefined);
  const documents = fc.record({
    sid: fc.constantFrom<unknown>('SM1', '', null, 7),
    status: fc.constantFrom<unknown>('queued', 'failed', 'undelivered', 'canceled', 'new word', null),
    code: codes,
    error_code: codes,
  });

  it('offers a repeat only where nothing was processed, and takes only a named message for sent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 699 }), documents, (status, document) => {
        const outcome = answered(status, document);
        expect(outcome.kind).toBe(kindOf(status, document));
        expect(sentenceOf(outcome)).toMatch(SENTENCE);
      }),
      { numRuns: 500 },
    );
  });

  it('is one of the four whatever comes, and shows nothing of the answer', () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), bodies, fc.string(), (status, body, header) => {
        const outcome = outcomeOfAnswer({ statusCode: status, headers: { 'retry-after': header }, body }, NOW);
        expect(['accepted', 'retry', 'rejected', 'unknown']).toContain(outcome.kind);
        const wish = outcome.kind === 'retry' ? outcome.retryAfterMs : undefined;
        expect(wish === undefined || (Number.isFinite(wish) && wish >= 0)).toBe(true);
        const secret = answered(status, { message: `canary ${body}`, more_info: 'canary' });
        expect(JSON.stringify(secret)).not.toContain('canary');
      }),
    );
  });

  /** The rules once more, as plain as they can be put. */
  function kindOf(status: number, { sid, status: word, code }: { sid: unknown; status: unknown; code: unknown }) {
    if (status >= 200 && status <= 299) {
      if (sid !== 'SM1') return 'unknown';
      return word === 'failed' || word === 'undelivered' || word === 'canceled' ? 'rejected' : 'accepted';
    }
    if (status === 429) return String(code) === '63038' || String(code) === '60728' ? 'rejected' : 'retry';
    if (status === 408) return 'unknown';
    return status >= 400 && status <= 499 ? 'rejected' : 'unknown';
  }
});

describe('the outcome of an error', () => {
  it('repeats what was proven not sent, in words for people', () => {
    const fault = new TransportFault({ sent: 'no', cause: 'refused' }, 'ECONNREFUSED');
    expect(outcomeOfError(fault)).toEqual({
      kind: 'retry',
      cause: 'refused',
      explanation: 'The connection to Twilio was refused; nothing was sent (ECONNREFUSED).',
    });
  });

  it('leaves open what may have been sent', () => {
    const fault = new TransportFault({ sent: 'maybe', cause: 'reset' }, undefined);
    expect(outcomeOfError(fault)).toEqual({
      kind: 'unknown',
      cause: 'reset',
      explanation: 'The connection broke before the answer was complete.',
    });
  });

  it('is a refusal of ours for whatever else is thrown, and shows nothing of it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.string().map((text) => new Error(`canary ${text}`)),
        ),
        (error) => {
          const outcome = outcomeOfError(error);
          expect(outcome).toEqual({
            kind: 'rejected',
            reason: {
              code: 'request_invalid',
              explanation: 'No request could be made from this configuration; nothing was sent.',
              nextStep: 'Verify the integration, its Account SID first.',
            },
          });
        },
      ),
    );
  });
});
