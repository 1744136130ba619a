import type { RetryCause, UnknownCause } from '#herald/channel-provider';

/** What a failed exchange proves: the request never left us, or nobody can tell what became of it. */
export type TransportVerdict = { sent: 'no'; cause: RetryCause } | { sent: 'maybe'; cause: UnknownCause };

/**
 * An HTTP exchange with Twilio that ended without a complete answer. It keeps the code of the underlying error and
 * deliberately not that error itself: those hold socket addresses, raw bytes of the answer or the request.
 */
export class TransportFault extends Error {
  override readonly name = 'TransportFault';

  constructor(
    readonly verdict: TransportVerdict,
    /** Code of Node, OpenSSL or undici, e.g. `ECONNREFUSED`. */
    readonly code: string | undefined,
  ) {
    super(`${WORDS[verdict.cause]}${code === undefined ? '' : ` (${code})`}`);
  }
}

/**
 * Judges an error of the connection.
 *
 * @param error what undici reported
 * @param started whether undici had begun to write the request; before that not one byte of it can have left
 */
export function transportFault(error: unknown, started: boolean): TransportFault {
  const code = errorCode(error);
  if (!started) return new TransportFault({ sent: 'no', cause: connectCause(code) }, code);
  // undici's error for an answer that is not HTTP often has no code.
  const isUnreadable = error instanceof Error && error.name === 'HTTPParserError';
  const cause = isUnreadable ? 'unreadable_answer' : (UNKNOWN_CAUSES.get(code) ?? 'reset');
  return new TransportFault({ sent: 'maybe', cause }, code);
}

/** https://nodejs.org/docs/latest-v20.x/api/errors.html#common-system-errors and undici's `UND_ERR_…` codes. */
const RETRY_CAUSES: ReadonlyMap<string | undefined, RetryCause> = new Map([
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
  ['UND_ERR_CLOSED', 'local_limit'],
  ['UND_ERR_DESTROYED', 'local_limit'],
]);

/** Families of codes of TLS and certificates: https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const TLS_CODE = /^(?:ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT_)/;

const UNKNOWN_CAUSES: ReadonlyMap<string | undefined, UnknownCause> = new Map([
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_HEADERS_OVERFLOW', 'unreadable_answer'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'unreadable_answer'],
]);

const WORDS: Readonly<Record<RetryCause | UnknownCause, string>> = {
  dns: "Twilio's host name could not be resolved; nothing was sent",
  refused: 'the connection to Twilio was refused; nothing was sent',
  connect: 'no connection to Twilio came about in time; nothing was sent',
  tls: 'the secure connection to Twilio could not be set up; nothing was sent',
  local_limit: 'no connection was free in time; nothing was sent',
  rate_limited: 'Twilio asked to slow down; nothing was sent',
  busy: 'Twilio was busy; nothing was sent',
  timeout: 'Twilio did not answer in time',
  reset: 'the connection broke before the answer was complete',
  server_error: 'Twilio failed while handling the request',
  unreadable_answer: "Twilio's answer could not be read",
  worker_died: 'the worker stopped before the answer came',
};

function connectCause(code: string | undefined): RetryCause {
  if (code === undefined) return 'connect';
  return RETRY_CAUSES.get(code) ?? (TLS_CODE.test(code) ? 'tls' : 'connect');
}

/** The code of an error, or of the first of several, as when each address of a host was tried. */
function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'errors' in error && Array.isArray(error.errors) ? errorCode(error.errors[0]) : undefined;
}
