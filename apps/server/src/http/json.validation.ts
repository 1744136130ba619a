import { toUSVString } from 'node:util';
import { type Fault, forbiddenKeyPaths, isJsonObject, type JsonValue } from '#herald/channel-provider';
import { LIMITS } from './http.limits.js';

/** What is wrong with parsed JSON before any schema is asked. */
export interface JsonCheck {
  faults: Fault[];
  /** False when keys or nesting make it unwise to assign or walk the value further. */
  isTame: boolean;
}

/**
 * Finds what no schema sees: keys that could reach a prototype, text that PostgreSQL cannot keep, numbers beyond its
 * range, and nesting so deep that later walks could overflow the stack.
 *
 * @param value from `JSON.parse`, which keeps `__proto__` as a plain key
 */
export function checkJson(value: JsonValue): JsonCheck {
  const faults: Fault[] = [];
  if (!collectFaults(value, '', LIMITS.depth, faults)) return { faults, isTame: false };
  const forbidden = forbiddenKeyPaths(value, '');
  for (const path of forbidden) {
    faults.push({ path: path.slice(1), message: 'is not allowed as a key; choose another name' });
  }
  return { faults, isTame: forbidden.length === 0 };
}

/** What keeps a text from being stored, with the mend; undefined for nearly every text. */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'holds the NUL character (U+0000), which cannot be stored; remove it';
  if (toUSVString(text) !== text) return 'holds half of a surrogate pair; send well-formed Unicode';
  return undefined;
}

/** Adds to `faults`, up to as many as are told; false when the value is nested deeper than allowed or not seen to its end. */
function collectFaults(value: JsonValue, path: string, depthLeft: number, faults: Fault[]): boolean {
  if (faults.length >= LIMITS.faults) return false;
  if (typeof value === 'string') addTextFault(value, path, faults);
  else if (typeof value === 'number' && !Number.isFinite(value)) {
    faults.push({ path, message: 'is beyond the range of a number; send it as text' });
  }
  if (typeof value !== 'object' || value === null) return true;
  if (depthLeft === 0) {
    faults.push({ path, message: `is nested more than ${LIMITS.depth} levels deep; flatten it` });
    return false;
  }
  let isShallow = true;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      isShallow = collectFaults(item, childPath(path, String(index)), depthLeft - 1, faults) && isShallow;
    }
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      const at = childPath(path, key);
      addTextFault(key, at, faults);
      isShallow = collectFaults(value[key] as JsonValue, at, depthLeft - 1, faults) && isShallow;
    }
  }
  return isShallow;
}

function addTextFault(text: string, path: string, faults: Fault[]): void {
  const message = textFault(text);
  if (message !== undefined) faults.push({ path, message });
}

function childPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
