import { toUSVString } from 'node:util';
import { type JsonObject, type JsonValue, isJsonObject } from '#herald/channel-provider';

const MASK = '••••••••';
const MAX_KEYS = 64;
const MAX_LENGTH = 256;
const DEPTH = 3;

/**
 * What the audit log keeps of a body: the names of its properties, and the values of those that are named. Everything else
 * is masked, so that a property that is added later shows nothing until somebody decides that it may.
 *
 * @param body as it was parsed, checked or not
 * @param shown names of top-level properties whose values are neither secret nor personal
 */
export function maskedBody(body: unknown, shown: readonly string[]): JsonObject | null {
  if (!isJsonObject(body)) return null;
  return masked(body, new Set(shown), DEPTH);
}

function masked(object: JsonObject, shown: ReadonlySet<string>, depthLeft: number): JsonObject {
  const entries = Object.entries(object).slice(0, MAX_KEYS);
  return Object.fromEntries(
    entries.map(([key, value]) => [storable(key), shown.has(key) ? bounded(value) : hidden(value, depthLeft - 1)]),
  );
}

/** Names inside an object are kept, for they say which settings were changed. */
function hidden(value: JsonValue | undefined, depthLeft: number): JsonValue {
  if (value === null || value === undefined) return null;
  return isJsonObject(value) && depthLeft > 0 ? masked(value, new Set(), depthLeft) : MASK;
}

function bounded(value: JsonValue | undefined): JsonValue {
  if (typeof value === 'string') return storable(value);
  return typeof value === 'object' || value === undefined ? hidden(value, 0) : value;
}

/** The beginning of a text, in a form that PostgreSQL keeps: without NUL and halves of surrogate pairs. */
export function storable(text: string): string {
  return toUSVString(text.replaceAll('\0', '').slice(0, MAX_LENGTH));
}
