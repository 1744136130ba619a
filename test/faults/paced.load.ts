import { setTimeout } from 'node:timers/promises';
import type { FaultLoad } from './fault.load.js';

/** Calls that may be unanswered at a time: what is beyond them is sent later, not given up. */
const CALLERS = 24;

/** Sends so many messages a second, or as many as are accepted, until it is told to end; gives when all are acknowledged. */
export async function sendAtPace(load: FaultLoad, perSecond: number, ended: AbortSignal): Promise<void> {
  const everyMs = 1_000 / perSecond;
  let dueAtMs = performance.now();
  const sendInTurn = async () => {
    while (!ended.aborted) {
      // What could not be sent in time is not made up for.
      dueAtMs = Math.max(dueAtMs + everyMs, performance.now() - 1_000);
      await setTimeout(Math.max(0, dueAtMs - performance.now()));
      if (!ended.aborted) await load.send(1);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, sendInTurn));
}
