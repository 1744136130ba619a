import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PRELOAD = pathToFileURL(resolve('test/faults/strike.preload.mjs')).href;

/** What is to be done to a process, and where in its work. */
export interface StrikeOrder {
  /** A diagnostics channel. */
  channel: string;
  /** At its so manieth passing, counted from 1; default 1. */
  passing?: number;
  /** Default `kill`. */
  way?: 'kill' | 'stop' | 'block';
  /** For how long, when it blocks. */
  blockMs?: number;
  /** Only what was accepted from this moment on is counted, in milliseconds since 1970. */
  sinceMs?: number;
  /** Only this delivery is counted. */
  only?: string;
}

/** A strike that a process announced. */
export interface Strike {
  struck: string;
  deliveryIds: string[];
  /** In milliseconds since 1970. */
  atMs: number;
}

/** Variables under which a process of Herald is struck. */
export function strikeVariables({ channel, passing = 1, way = 'kill', ...order }: StrikeOrder): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${PRELOAD}`,
    CRASH_AT: `${channel}@${passing}`,
    STRIKE_WITH: way,
    STRIKE_BLOCK_MS: String(order.blockMs ?? 0),
    STRIKE_SINCE_MS: String(order.sinceMs ?? 0),
    ...(order.only === undefined ? {} : { STRIKE_ONLY: order.only }),
  };
}

/** The strike that a process announced in its output; undefined when it was not struck. */
export function strikeIn(output: string): Strike | undefined {
  const line = output.split('\n').find((text) => text.startsWith('{"struck":'));
  return line === undefined ? undefined : (JSON.parse(line) as Strike);
}
