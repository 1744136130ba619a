import { setTimeout } from 'node:timers/promises';
import type { FaultLoad } from './fault.load.js';
import type { SentMessage } from './ledger.judge.js';
import { type Arrival, textOf } from './vendor.record.js';

/** A message and when the call that brought it was begun, in milliseconds since 1970. */
export interface CalledMessage {
  message: SentMessage;
  calledAtMs: number;
}

/**
 * Sends one message every so often, whether or not those before are answered: a slow Herald is not asked less.
 *
 * @param more of each message, laid over its request
 * @returns once all are acknowledged
 */
export async function sendSteadily(
  load: FaultLoad,
  count: number,
  everyMs: number,
  more: (index: number) => object,
): Promise<CalledMessage[]> {
  const beganAtMs = performance.now();
  const calls: Promise<CalledMessage>[] = [];
  for (let index = 0; index < count; index += 1) {
    const waitMs = beganAtMs + index * everyMs - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
    calls.push(sendOne(load, more(index)));
  }
  return Promise.all(calls);
}

async function sendOne(load: FaultLoad, more: object): Promise<CalledMessage> {
  const calledAtMs = Date.now();
  const [message] = await load.send(1, { more });
  return { message: message as SentMessage, calledAtMs };
}

/** From the call to the arrival at the vendor, in ms, of each of these messages that arrived. */
export function callToArrival(called: readonly CalledMessage[], arrivals: readonly Arrival[]): number[] {
  const arrivedMs = new Map(arrivals.toReversed().map((arrival) => [textOf(arrival), arrival.arrivedMs]));
  return called.flatMap(({ message, calledAtMs }) => {
    const arrived = arrivedMs.get(message.text);
    return arrived === undefined ? [] : [arrived - calledAtMs];
  });
}
