import { HeraldError } from './herald.error.js';

/** What a problem is, by its status: a name for each that a caller handles apart, `server` for 5xx, else `other`. */
export type ProblemKind =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'invalid'
  | 'rate_limited'
  | 'server'
  | 'other';

const KINDS: Readonly<Record<number, ProblemKind>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  422: 'invalid',
  429: 'rate_limited',
};

/** One fault in a request: where it is, and what is wrong with it. */
export interface ProblemFault {
  path: string;
  message: string;
}

/** The members of a problem document (RFC 9457, section 3.1) and Herald's list of faults. */
export interface Problem {
  /** URI of the kind of problem, `about:blank` where none is given. */
  type: string;
  title: string;
  /** HTTP status. */
  status: number;
  detail: string | undefined;
  instance: string | undefined;
  /** Every fault of the request at once; empty where the problem is not in its fields. */
  errors: readonly ProblemFault[];
}

/** Herald, or a proxy before it, answered that the call failed. */
export class ProblemError extends HeraldError implements Problem {
  override readonly name = 'ProblemError';
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly instance: string | undefined;
  readonly errors: readonly ProblemFault[];
  readonly kind: ProblemKind;

  constructor(
    /** The call, e.g. `POST /v3/notifications`. */
    call: string,
    problem: Problem,
    /** How long the answer asks to wait (`Retry-After`), in milliseconds. */
    readonly retryAfterMs: number | undefined,
  ) {
    const faults = problem.errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    const words = [problem.title, problem.detail, faults].filter(Boolean).join(': ');
    super(`${call} answered ${problem.status} ${words}`);
    this.type = problem.type;
    this.title = problem.title;
    this.status = problem.status;
    this.detail = problem.detail;
    this.instance = problem.instance;
    this.errors = problem.errors;
    this.kind = KINDS[problem.status] ?? (problem.status >= 500 ? 'server' : 'other');
  }
}

/**
 * The problem that a failed answer tells of. An answer that is no problem document (a proxy's HTML page, say) gives one
 * with the status alone: its text is left out, because nobody knows what it holds.
 *
 * @param status HTTP status, which wins over the document's own
 * @param statusText reason phrase, empty under HTTP/2
 * @param body the answer's text
 * @param secret never shows in the problem, even if the answer repeats it
 */
export function readProblem(status: number, statusText: string, body: string, secret: string): Problem {
  const document = parseJson(body, secret);
  const member = (name: string): unknown =>
    typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined;
  const text = (name: string) => {
    const value = member(name);
    return typeof value === 'string' ? value : undefined;
  };
  const errors = member('errors');
  return {
    type: text('type') ?? 'about:blank',
    title: text('title') ?? (statusText || 'without a problem document'),
    status,
    detail: text('detail'),
    instance: text('instance'),
    errors: Array.isArray(errors) ? errors.filter(isFault) : [],
  };
}

function parseJson(body: string, secret: string): unknown {
  try {
    return JSON.parse(body, (_, value: unknown) =>
      typeof value === 'string' ? value.replaceAll(secret, '[secret]') : value,
    );
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isFault(value: unknown): value is ProblemFault {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}
