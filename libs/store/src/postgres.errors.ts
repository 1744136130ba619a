/** The SQLSTATE of an error of the PostgreSQL driver, or undefined. https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** True for an error that the data of one row causes: class 22 (data) or 23 (constraint). */
export function isRowFault(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '');
}

/** True when the statement lost against another one and may simply be run again: deadlock or serialization failure. */
export function isContention(error: unknown): boolean {
  return ['40P01', '40001'].includes(sqlState(error) ?? '');
}
