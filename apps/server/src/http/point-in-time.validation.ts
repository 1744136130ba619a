import { isISO8601 } from 'class-validator';
import { CheckedBy } from './dto.validation.js';

const DATE_TIME_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What a text that is no point in time is answered. */
export const POINT_IN_TIME_FAULT = 'must be an ISO 8601 date and time with a zone, e.g. 2030-01-31T09:00:00+01:00';

/** True for a day that exists, with time and zone. */
export function isPointInTime(text: unknown): text is string {
  return typeof text === 'string' && DATE_TIME_WITH_ZONE.test(text) && isISO8601(text, { strict: true });
}

/** A property that is a point in time, as text. */
export const IsPointInTime = (): PropertyDecorator =>
  CheckedBy((value, path) => (isPointInTime(value) ? [] : [{ path, message: POINT_IN_TIME_FAULT }]));

/** The point in time of a checked property that may be absent. */
export function timeOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
