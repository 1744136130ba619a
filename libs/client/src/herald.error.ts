/** Every failure of a call that is not the caller's own abort. `cause` holds the underlying error where there is one. */
export class HeraldError extends Error {
  override readonly name: string = 'HeraldError';
}

/** No complete answer came: refused, reset, unknown host, TLS failure, answer cut off. */
export class ConnectionError extends HeraldError {
  override readonly name = 'ConnectionError';

  constructor(
    message: string,
    /** The platform's own code, e.g. `ECONNREFUSED`, where it gives one. */
    readonly code: string | undefined,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** No complete answer came in time. */
export class TimeoutError extends HeraldError {
  override readonly name = 'TimeoutError';

  constructor(
    message: string,
    /** The time that ran out, in milliseconds. */
    readonly timeoutMs: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An answer that Herald does not give: not JSON, of another shape, or a redirect. Mostly a wrong `baseUrl`. */
export class UnexpectedResponseError extends HeraldError {
  override readonly name = 'UnexpectedResponseError';

  constructor(
    message: string,
    /** HTTP status. */
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
