import { setTimeout } from 'node:timers/promises';
import { eventually } from '../environment/eventually.js';
import type { BenchEmulator } from './emulator.stand.js';
import type { BenchHerald } from './herald.stand.js';
import { NotifyCaller } from './notify.load.js';

/** An open-loop load: calls come on time, whether earlier ones are answered or not. */
export interface Schedule {
  perSecond: number;
  seconds: number;
  tenant?: string;
}

const CONNECTIONS = 256;
const ARRIVED_WITHIN_MS = 120_000;

/**
 * From the moment a call was due to be made to the arrival of its message at the provider, by the provider's own clock, in
 * milliseconds; one for each call.
 */
export async function scheduledLatencies(
  emulator: BenchEmulator,
  herald: BenchHerald,
  { perSecond, seconds, tenant }: Schedule,
): Promise<number[]> {
  const caller = new NotifyCaller(herald, CONNECTIONS);
  const before = await emulator.count();
  const beganAtMs = performance.now();
  const calls = Array.from({ length: perSecond * seconds }, (_, index) => ({
    text: `${tenant ?? 'scheduled'} ${index}`,
    atMs: beganAtMs + (index * 1000) / perSecond,
  }));
  const made: Promise<void>[] = [];
  for (const { text, atMs } of calls) {
    await setTimeout(Math.max(0, atMs - performance.now()));
    made.push(caller.notify(text, tenant));
  }
  await Promise.all(made);
  const arrivals = await arrivalsOf(emulator, before, new Set(calls.map(({ text }) => text)));
  caller.close();
  return calls.map(({ text, atMs }) => (arrivals.get(text) ?? Number.NaN) - (performance.timeOrigin + atMs));
}

/** When messages with these texts arrived, in Unix milliseconds, once all have. */
async function arrivalsOf(
  emulator: BenchEmulator,
  afterSequence: number,
  texts: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const arrivals = new Map<string, number>();
  let after = afterSequence;
  const all = async () => {
    const lines = await emulator.ledgerAfter(after);
    after = lines.at(-1)?.sequence ?? after;
    for (const { params, arrivedMs } of lines) {
      if (params.Body !== undefined && texts.has(params.Body)) arrivals.set(params.Body, arrivedMs);
    }
    return arrivals.size === texts.size || undefined;
  };
  await eventually('The arrival of every scheduled message', all, ARRIVED_WITHIN_MS);
  return arrivals;
}
