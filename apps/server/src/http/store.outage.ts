/**
 * SQLSTATE of failures that are over once PostgreSQL is back: connection exceptions, too many connections, shutdown and
 * start-up, statement timeout. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OUTAGE_STATES = /^(08\d{3}|53300|57P0[1-5]|57014)$/;

/** Codes that Node gives when a server cannot be reached or leaves. https://nodejs.org/api/errors.html#common-system-errors */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** What node-postgres says without a code when a connection cannot be had or is lost. */
const DRIVER_WORDS = /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout)/;

/** True when the error, or what caused it, is that PostgreSQL cannot be reached right now. */
export function isStoreOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || OUTAGE_STATES.test(code))) return true;
  // The socket file of a server on the same machine is gone.
  if (code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect') return true;
  return DRIVER_WORDS.test(error.message) || isStoreOutage(error.cause);
}
