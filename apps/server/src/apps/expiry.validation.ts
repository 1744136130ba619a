import type { Fault } from '#herald/channel-provider';
import { LIMITS } from '../http/http.limits.js';
import { sendAtFaults } from '../notifications/send-time.validation.js';

/** What is wrong with the end of a secret that is given: it has to be ahead, by as much as a notification may be. */
export function expiryFaults(expiresAt: unknown, path: string): Fault[] {
  if (expiresAt === undefined || expiresAt === null) return [];
  const faults = sendAtFaults(expiresAt, path);
  if (faults.length > 0) return faults;
  return Date.parse(expiresAt as string) > Date.now()
    ? []
    : [{ path, message: `must be ahead, by at most ${LIMITS.scheduleMs / 86_400_000} days` }];
}
