import type { RetryCause, UnknownCause } from '#herald/channel-provider';
import fc from 'fast-check';
import { TransportFault, type TransportVerdict, transportFault } from './transport.fault.js';

const NOT_SENT: readonly [code: string, cause: RetryCause][] = [
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['EAI_NODATA', 'dns'],
  ['EAI_NONAME', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['EPROTO', 'tls'],
  ['INVALID_CA', 'tls'],
  ['INVALID_PURPOSE', 'tls'],
  ['PATH_LENGTH_EXCEEDED', 'tls'],
  ['HOSTNAME_MISMATCH', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['CRL_HAS_EXPIRED', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'tls'],
  ['UND_ERR_CLOSED', 'local_limit'],
  ['UND_ERR_DESTROYED', 'local_limit'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
  ['ECONNRESET', 'connect'],
  ['EHOSTUNREACH', 'connect'],
  ['NO_CERT_', 'connect'],
];

const MAYBE_SENT: readonly [code: string, cause: UnknownCause][] = [
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_HEADERS_OVERFLOW', 'unreadable_answer'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'unreadable_answer'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
  ['ENOTFOUND', 'reset'],
];

const VERDICTS: readonly TransportVerdict[] = [
  ...(['dns', 'refused', 'connect', 'tls', 'rate_limited', 'local_limit', 'busy'] as const).map((cause) => ({
    sent: 'no' as const,
    cause,
  })),
  ...(['timeout', 'reset', 'server_error', 'unreadable_answer', 'worker_died'] as const).map((cause) => ({
    sent: 'maybe' as const,
    cause,
  })),
];

const withCode = (code: unknown) => Object.assign(new Error('x'), { code });

describe('the fault of a connection', () => {
  it.each(NOT_SENT)('%s before the request was begun is %s, and nothing was sent', (code, cause) => {
    expect(transportFault(withCode(code), false)).toMatchObject({ verdict: { sent: 'no', cause }, code });
  });

  it.each(MAYBE_SENT)('%s after it was begun is %s, and nobody can tell', (code, cause) => {
    expect(transportFault(withCode(code), true)).toMatchObject({ verdict: { sent: 'maybe', cause }, code });
  });

  it.each([undefined, null, 'text', 7, {}, new Error('x'), withCode(7), { errors: [] }, { errors: 'text' }])(
    'without a code, as in %p, is one of the connection',
    (error) => {
      expect(transportFault(error, false)).toMatchObject({
        verdict: { sent: 'no', cause: 'connect' },
        code: undefined,
      });
      expect(transportFault(error, true)).toMatchObject({
        verdict: { sent: 'maybe', cause: 'reset' },
        code: undefined,
      });
    },
  );

  it('of several addresses is that of the first', () => {
    const error = new AggregateError([withCode('ECONNREFUSED'), withCode('EHOSTUNREACH')]);
    expect(transportFault(error, false)).toMatchObject({ verdict: { cause: 'refused' }, code: 'ECONNREFUSED' });
    const ownCode = Object.assign(new AggregateError([withCode('EHOSTUNREACH')]), { code: 'ECONNREFUSED' });
    expect(transportFault(ownCode, false).code).toBe('ECONNREFUSED');
  });

  it('by an answer that is not HTTP is an unreadable answer, whatever its code', () => {
    const error = Object.assign(new Error('x'), { name: 'HTTPParserError', code: 'ETIMEDOUT' });
    expect(transportFault(error, true).verdict).toEqual({ sent: 'maybe', cause: 'unreadable_answer' });
    expect(transportFault({ name: 'HTTPParserError' }, true).verdict).toEqual({ sent: 'maybe', cause: 'reset' });
  });

  it('proves that nothing was sent exactly when the request was not begun, whatever was thrown', () => {
    const codes = fc.oneof(fc.string(), fc.constantFrom(...[...NOT_SENT, ...MAYBE_SENT].map(([code]) => code)));
    const thrown = fc.oneof(
      fc.anything(),
      codes.map(withCode),
      fc.array(codes.map(withCode)).map((all) => new AggregateError(all)),
    );
    fc.assert(
      fc.property(thrown, fc.boolean(), (error, isStarted) => {
        const { verdict, message } = transportFault(error, isStarted);
        expect(VERDICTS).toContainEqual(verdict);
        expect(verdict.sent).toBe(isStarted ? 'maybe' : 'no');
        expect(message).toMatch(/^\S+ .{8}/);
      }),
    );
  });
});

describe('the words of a fault', () => {
  const words = VERDICTS.map((verdict) => new TransportFault(verdict, undefined).message);

  it('are its own for each cause, and say so where nothing was sent', () => {
    expect(new Set(words).size).toBe(VERDICTS.length);
    for (const [place, { sent }] of VERDICTS.entries()) {
      expect(words[place]).toMatch(/^(the|no|Twilio)\S* [\w', ;]+$/);
      expect(words[place]?.endsWith('; nothing was sent')).toBe(sent === 'no');
    }
  });

  it('end with the code where there is one', () => {
    const { message, name } = new TransportFault({ sent: 'no', cause: 'refused' }, 'ECONNREFUSED');
    expect(message).toBe('the connection to Twilio was refused; nothing was sent (ECONNREFUSED)');
    expect(name).toBe('TransportFault');
  });
});
