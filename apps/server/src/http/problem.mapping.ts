import { STATUS_CODES } from 'node:http';
import type { Fault } from '#herald/channel-provider';
import {
  BacklogFullError,
  CallbackRefusedError,
  IdempotencyConflictError,
  InvalidRequestError,
  NotFoundError,
} from '#herald/engine';
import { InvalidCursorError, LastAdminError, OverloadedError, isStoreOutage } from '#herald/store';
import { HttpException } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { NotReadyError } from '../operations/readiness.check.js';
import { LIMITS } from './http.limits.js';
import { kindOfStatus, PROBLEM_KINDS, type ProblemKind } from './problem.catalogue.js';
import type { ProblemDto } from './problem.dto.js';
import { ProblemError } from './problem.error.js';

/** Key and secret are missing, unknown or do not belong together: one answer for all three. */
export class UnauthenticatedError extends Error {}

/** The route exists, but not for this method. */
export class MethodNotAllowedError extends Error {
  constructor(readonly allowed: readonly string[]) {
    super(`Use ${allowed.join(' or ')}.`);
  }
}

/** Nothing is served under this address. */
export class UnknownRouteError extends Error {}

/** A problem document with the headers that belong to it. */
export interface ProblemAnswer {
  problem: ProblemDto;
  headers: Record<string, string>;
}

const RETRY_AFTER_SECONDS = { unavailable: '2', overloaded: '1', backlogFull: '5' };

/** Headers that go with a kind of problem. */
const HEADERS: { [kind in ProblemKind]?: Record<string, string> } = {
  unavailable: { 'retry-after': RETRY_AFTER_SECONDS.unavailable },
  overloaded: { 'retry-after': RETRY_AFTER_SECONDS.overloaded },
  'backlog-full': { 'retry-after': RETRY_AFTER_SECONDS.backlogFull },
  unauthenticated: { 'www-authenticate': 'ApiKey realm="Herald"' },
};

/**
 * The problem document for whatever was thrown. What is not known to be meant for the caller becomes a 500 that tells
 * nothing of the inside.
 *
 * @param error what a handler, guard, pipe or Fastify itself threw
 */
export function problemAnswer(error: unknown): ProblemAnswer {
  const { kind, status, detail, faults, headers } = describe(error);
  const { title } = kind === undefined ? { title: STATUS_CODES[status] ?? 'Error' } : PROBLEM_KINDS[kind];
  return {
    problem: {
      type: kind === undefined ? 'about:blank' : `/problems/${kind}`,
      title,
      status,
      detail,
      instance: `urn:uuid:${uuidv7()}`,
      ...(faults === undefined ? {} : { errors: faults.slice(0, LIMITS.faults) }),
    },
    headers: { ...(kind === undefined ? {} : HEADERS[kind]), ...headers },
  };
}

interface Description {
  /** Undefined for a status that no kind stands for. */
  kind: ProblemKind | undefined;
  status: number;
  detail: string;
  faults?: readonly Fault[];
  headers?: Record<string, string>;
}

function describe(error: unknown): Description {
  if (error instanceof ProblemError) return { ...of(error.kind, error.message), headers: { ...error.headers } };
  if (error instanceof InvalidRequestError) return invalid(error.faults);
  if (error instanceof InvalidCursorError) {
    return invalid([
      { path: 'after', message: 'is not a cursor of this feed; pass `next` of an earlier page, or leave it out' },
    ]);
  }
  if (error instanceof NotFoundError || error instanceof UnknownRouteError) return of('not-found', error.message);
  if (error instanceof LastAdminError) return of('last-admin');
  if (error instanceof UnauthenticatedError) return of('unauthenticated');
  if (error instanceof IdempotencyConflictError) return of('idempotency-conflict');
  if (error instanceof CallbackRefusedError) return of('callback-refused');
  if (error instanceof BacklogFullError) return of('backlog-full');
  if (error instanceof OverloadedError) return of('overloaded');
  if (error instanceof MethodNotAllowedError) {
    return { ...of('method-not-allowed', error.message), headers: { allow: error.allowed.join(', ') } };
  }
  if (error instanceof NotReadyError) return of('unavailable', error.message);
  const status = statusOf(error);
  if (status !== undefined) return ofStatus(status, error instanceof Error ? error.message : '');
  return of(isStoreOutage(error) ? 'unavailable' : 'internal');
}

/** The status that Nest, or Fastify for what is wrong with a request, gave the error. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  return error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : undefined;
}

function of(kind: ProblemKind, detail: string = PROBLEM_KINDS[kind].explanation): Description {
  return { kind, status: PROBLEM_KINDS[kind].status, detail };
}

function invalid(faults: readonly Fault[]): Description {
  const rest = faults.length - LIMITS.faults;
  const summary = faults.length === 1 ? 'The request has a fault.' : `The request has ${faults.length} faults.`;
  return { ...of('invalid-request', rest > 0 ? `${summary} The first ${LIMITS.faults} are listed.` : summary), faults };
}

function ofStatus(status: number, message: string): Description {
  const kind = kindOfStatus(status);
  if (status === 413) return of('body-too-large');
  if (status >= 500) return of(status === 503 ? 'unavailable' : 'internal');
  return kind === undefined ? { kind, status, detail: message } : of(kind, message);
}
