/**
 * SQLSTATE of failures that are over once PostgreSQL is itself again: connection exceptions, insufficient resources (disk
 * full, too many connections), cancelled for taking too long, shutdown and start-up, a standby that takes no writes, a disk
 * that fails, and contention that outlasted every repetition. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const OUTAGE_STATES = /^(08\d{3}|53\d{3}|57014|57P0[1-5]|25006|58030|40001|40P01)$/;

/** Those of a server that answers but cannot or must not write. */
const WRITE_STATES = new Set(['53100', '25006', '58030']);

/** Codes that Node gives when a server cannot be reached or leaves. https://nodejs.org/api/errors.html#common-system-errors */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What node-postgres says without a code when a connection cannot be had or is lost. */
const DRIVER_WORDS =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Query read timeout|Client (has encountered a connection error|was closed))/;

/** PostgreSQL is not to be had at present, so that it was not even asked. */
export class StoreUnavailableError extends Error {
  /** @param reason what was met when it was asked last, free of secrets */
  constructor(reason: string) {
    super(`PostgreSQL is not to be had: ${reason}`);
    this.name = 'StoreUnavailableError';
  }
}

/** True when the error, or what caused it, is that PostgreSQL cannot serve right now: the same may work in a moment. */
export function isStoreOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof StoreUnavailableError) return true;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || OUTAGE_STATES.test(code))) return true;
  // The socket file of a server on the same machine is gone.
  if (code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect') return true;
  return DRIVER_WORDS.test(error.message) || isStoreOutage(error.cause);
}

/** True when a statement was neither answered nor cancelled in time: nobody is there to do either. */
export function isWithoutAnswer(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Query read timeout');
}

/** True when PostgreSQL answered that it cannot write: the disk is full or fails, or it is a standby. */
export function isWriteRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && WRITE_STATES.has(String(error.code));
}

/** Why it failed, for people: a code and what the driver or server says, without statements and values. */
export function outageReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const code = 'code' in first ? `${String(first.code)}: ` : '';
  return first.message === '' ? code.replace(': ', '') : code + first.message;
}
