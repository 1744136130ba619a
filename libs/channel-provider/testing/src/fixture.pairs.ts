import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CallbackRequest,
  type JsonObject,
  type JsonValue,
  type Message,
  isJsonObject,
} from '#herald/channel-provider';

/** `requests/<name>.input.json` and the `requests/<name>.request.json` that has to come out of it. */
export interface RequestPair {
  name: string;
  input: {
    message: Message;
    profile: JsonObject;
    /** `override` of the request, whole. */
    override?: JsonObject;
    /** Replaces entries of the suite's configuration; null removes one. */
    config?: JsonObject;
  };
  /** How the walk has to end. */
  ending: 'request' | 'unbuildable' | 'unaddressable';
  /** The built request, or `{"unbuildable": reason}`, or `{"unaddressable": reason}`. */
  expected: JsonValue;
}

/** `callbacks/<name>.txt`, its optional `.headers.json`, and the `callbacks/<name>.json` that has to be read from it. */
export interface CallbackPair {
  name: string;
  callback: CallbackRequest;
  /** The signals, with times as ISO text. */
  expected: JsonValue;
}

/** Every pair of `requests/`. Fails on a file that has no partner. */
export function requestPairs(folder: string): RequestPair[] {
  return pairNames(join(folder, 'requests'), '.input.json', '.request.json').map((name) => {
    const input = readJson(join(folder, 'requests', `${name}.input.json`)) as unknown as RequestPair['input'];
    const expected = readJson(join(folder, 'requests', `${name}.request.json`));
    const message = { ...input.message, data: input.message.data ?? {} };
    return { name, input: { ...input, message }, ending: endingOf(expected), expected };
  });
}

function endingOf(expected: JsonValue): RequestPair['ending'] {
  if (!isJsonObject(expected)) return 'request';
  return (['unbuildable', 'unaddressable'] as const).find((ending) => Object.hasOwn(expected, ending)) ?? 'request';
}

/** Every pair of `callbacks/`, unsigned, as it would arrive at the url. Fails on a file that has no partner. */
export function callbackPairs(folder: string, url: string): CallbackPair[] {
  const callbacks = join(folder, 'callbacks');
  if (!existsSync(callbacks)) return [];
  return pairNames(callbacks, '.txt', '.json').map((name) => {
    const headersFile = join(callbacks, `${name}.headers.json`);
    const headers = existsSync(headersFile)
      ? (readJson(headersFile) as Record<string, string>)
      : { 'content-type': 'application/x-www-form-urlencoded' };
    const body = readFileSync(join(callbacks, `${name}.txt`));
    return {
      name,
      callback: { url, method: 'POST', headers, body },
      expected: readJson(join(callbacks, `${name}.json`)),
    };
  });
}

function pairNames(folder: string, given: string, wanted: string): string[] {
  const files = readdirSync(folder).filter((file) => !file.endsWith('.headers.json'));
  const names = (ending: string, other: string) =>
    files
      .filter((file) => file.endsWith(ending) && !(other.endsWith(ending) && file.endsWith(other)))
      .map((file) => file.slice(0, -ending.length));
  const left = new Set(names(given, wanted));
  const right = new Set(names(wanted, given));
  const alone = [...left].filter((name) => !right.has(name)).concat([...right].filter((name) => !left.has(name)));
  if (alone.length > 0) throw new Error(`${folder}: ${alone.join(', ')} lacks its ${given} or its ${wanted}`);
  return [...left].toSorted();
}

function readJson(file: string): JsonValue {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
}
