import type { Fault } from '#herald/channel-provider';
import { LIMITS } from '../http/http.limits.js';
import { POINT_IN_TIME_FAULT, isPointInTime } from '../http/point-in-time.validation.js';

/** What is wrong with a `sendAt` that is given. A time that has passed is right: it is due at once. */
export function sendAtFaults(sendAt: unknown, path: string): Fault[] {
  const dueMs = isPointInTime(sendAt) ? Date.parse(sendAt) : Number.NaN;
  if (Number.isNaN(dueMs)) return [{ path, message: POINT_IN_TIME_FAULT }];
  if (dueMs > Date.now() + LIMITS.scheduleMs) {
    return [{ path, message: 'must be at most 366 days ahead' }];
  }
  return [];
}
