import type { Fault } from '#herald/channel-provider';

/** What was asked for cannot be done as it was written. Nothing was changed. */
export class InvalidRequestError extends Error {
  /** @param faults everything that is wrong */
  constructor(readonly faults: readonly Fault[]) {
    super(`The request has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}`);
    this.name = 'InvalidRequestError';
  }
}

/** There is no such thing, or it belongs to another app. */
export class NotFoundError extends Error {
  constructor(what: string) {
    super(`${what} does not exist`);
    this.name = 'NotFoundError';
  }
}

/** The idempotency key was used before, for a request with another body. */
export class IdempotencyConflictError extends Error {
  constructor() {
    super('The Idempotency-Key was used before with another body; use a new key for a new request');
    this.name = 'IdempotencyConflictError';
  }
}

/** The callback was not signed with a key of this app. Nothing was changed. */
export class CallbackRefusedError extends Error {
  constructor() {
    super("The callback's signature does not fit any integration of this app");
    this.name = 'CallbackRefusedError';
  }
}

/** What may be logged of an error that a provider threw: its message may quote what was sent, its name does not. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** More is due than is to wait (`HERALD_MAX_BACKLOG`). Nothing was accepted. */
export class BacklogFullError extends Error {
  constructor(maxBacklog: number) {
    super(`More than ${maxBacklog} deliveries are due already; nothing was accepted`);
    this.name = 'BacklogFullError';
  }
}
