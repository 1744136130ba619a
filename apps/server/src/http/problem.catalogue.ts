import { LIMITS } from './http.limits.js';

/** The kinds of problem that Herald answers with: the last part of `type`, with what stays the same for each. */
export const PROBLEM_KINDS = {
  'malformed-request': {
    status: 400,
    title: 'Malformed request',
    explanation: 'The request is not HTTP or JSON that can be read. Send one JSON value, in UTF-8.',
  },
  unauthenticated: {
    status: 401,
    title: 'Key or secret is missing or wrong',
    explanation:
      'Send the app’s key and secret in X-ENGAGESPOT-API-KEY and X-ENGAGESPOT-API-SECRET, or X-API-KEY and X-API-SECRET. In the dashboard: sign in.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'Signing in was refused',
    explanation: 'The e-mail address or the password is wrong, or the member may not sign in.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed to this role',
    explanation: 'Only an admin may do this; a viewer may look.',
  },
  'cross-site-request': {
    status: 403,
    title: 'Not sent by the dashboard',
    explanation:
      'Calls of a session that change something carry its `csrfToken` in X-Herald-CSRF, and no Origin but Herald’s own.',
  },
  'callback-refused': {
    status: 403,
    title: 'Callback refused',
    explanation: 'The callback is not signed with the key of the integration that it is for.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    explanation: 'The app has nothing under this id, or Herald has no such route.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    explanation: 'The route exists, but for other methods: see the Allow header.',
  },
  'last-admin': {
    status: 409,
    title: 'Last admin',
    explanation: 'Nobody else can sign in as admin. Make another member admin first.',
  },
  'link-spent': {
    status: 410,
    title: 'Link spent',
    explanation: 'The link was used, has run out, or was replaced by a newer one. Ask an admin for another.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    explanation: `A JSON body may have ${LIMITS.bodyBytes} bytes, a callback ${LIMITS.callbackBytes}. Send less, or in several calls.`,
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    explanation: 'Send the body as application/json.',
  },
  'invalid-request': {
    status: 422,
    title: 'Invalid request',
    explanation: 'The request can be read but breaks rules: `errors` names every fault with its path and the mend.',
  },
  'idempotency-conflict': {
    status: 422,
    title: 'Idempotency key used for another request',
    explanation: 'The Idempotency-Key was first sent with another body. Send the same body again, or another key.',
  },
  'backlog-full': {
    status: 429,
    title: 'Too many deliveries wait',
    explanation:
      'More deliveries are due than Herald is to hold (HERALD_MAX_BACKLOG). Nothing was accepted: send the same request again after Retry-After.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts to sign in',
    explanation: 'Signing in failed too often for this address, or from this place. Try again after Retry-After.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    explanation: 'Herald failed. Its log has the cause beside the `instance` of this problem.',
  },
  unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    explanation: 'The store does not answer. Send the same request again after Retry-After.',
  },
  overloaded: {
    status: 503,
    title: 'Too many requests at a time',
    explanation:
      'More is under way than Herald can do. Nothing was done: send the same request again after Retry-After.',
  },
} as const satisfies Record<string, { status: number; title: string; explanation: string }>;

/** The last part of a problem’s type. */
export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** Kinds that only their own errors mean, whatever else has the same status. */
export const NEVER_GUESSED: ReadonlySet<ProblemKind> = new Set([
  'sign-in-refused',
  'forbidden',
  'cross-site-request',
  'last-admin',
  'link-spent',
  'idempotency-conflict',
  'backlog-full',
  'too-many-attempts',
  'overloaded',
]);

/** The kind that fits an HTTP status best, for errors that say nothing closer. */
export function kindOfStatus(status: number): ProblemKind | undefined {
  const kinds = Object.keys(PROBLEM_KINDS) as ProblemKind[];
  return kinds.find((kind) => PROBLEM_KINDS[kind].status === status && !NEVER_GUESSED.has(kind));
}
