import type { Fault } from '#herald/channel-provider';
import type { IncomingHttpHeaders } from 'node:http';
import { LIMITS } from '../http/http.limits.js';

/** Visible ASCII: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const USABLE = new RegExp(`^[\\x21-\\x7e]{1,${LIMITS.idempotencyKey}}$`);

/** The Idempotency-Key of a request and what is wrong with it; both are empty without the header. */
export function readIdempotencyKey(headers: IncomingHttpHeaders): { key?: string; faults: Fault[] } {
  const key = headers['idempotency-key'];
  if (key === undefined) return { faults: [] };
  if (typeof key === 'string' && USABLE.test(key)) return { key, faults: [] };
  const message = `must be 1 to ${LIMITS.idempotencyKey} visible ASCII characters, e.g. a UUID, and be given once`;
  return { faults: [{ path: 'Idempotency-Key', message }] };
}
