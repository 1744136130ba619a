import type { Fault } from '#herald/channel-provider';
import { isISO8601 } from 'class-validator';
import { LIMITS } from '../http/http.limits.js';

const DATE_TIME_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What is wrong with a `sendAt` that is given. A time that has passed is right: it is due at once. */
export function sendAtFaults(sendAt: unknown, path: string): Fault[] {
  const dueMs = typeof sendAt === 'string' && isPointInTime(sendAt) ? Date.parse(sendAt) : Number.NaN;
  if (Number.isNaN(dueMs)) {
    return [{ path, message: 'must be an ISO 8601 date and time with a zone, e.g. 2030-01-31T09:00:00+01:00' }];
  }
  if (dueMs > Date.now() + LIMITS.scheduleMs) {
    return [{ path, message: 'must be at most 366 days ahead' }];
  }
  return [];
}

function isPointInTime(text: string): boolean {
  return DATE_TIME_WITH_ZONE.test(text) && isISO8601(text, { strict: true });
}
