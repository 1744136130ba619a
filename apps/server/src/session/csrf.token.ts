import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The token that calls of a session carry in `X-Herald-CSRF`: whoever has it cannot come to the session's own, and another
 * session has another.
 *
 * @param sessionToken from the cookie
 */
export function csrfToken(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('herald csrf').digest('base64url');
}

/** Whether what a request brought is the token of its session. */
export function isCsrfToken(given: unknown, sessionToken: string): boolean {
  const expected = Buffer.from(csrfToken(sessionToken));
  const bytes = Buffer.from(typeof given === 'string' ? given : '');
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
