import { setTimeout } from 'node:timers/promises';
import type { FaultLoad } from './fault.load.js';
import type { SentMessage } from './ledger.judge.js';

/** Messages that are alike but for their text. */
export interface BacklogPart {
  count: number;
  /** Laid over each request. */
  more?: object;
}

const AT_A_TIME = 16;
const FEW = 100;
const MOST_TRIED = 160;
const USUAL_MS = 50;
/** A machine may become slower than it was when it was tried. */
const MARGIN = 1.6;
/** What is not accepted by then comes while the backlog is sent. */
const DUE_WITHIN_MS = 150_000;

/**
 * Makes a backlog that becomes due at one moment, when all of it is accepted.
 *
 * @returns the messages of each part, at that moment
 */
export async function sendBacklog(load: FaultLoad, parts: readonly BacklogPart[]): Promise<SentMessage[][]> {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const acceptedInMs = count * MARGIN * (await msForEach(load, count));
  const dueAtMs = Date.now() + 1_000 + Math.min(acceptedInMs, DUE_WITHIN_MS);
  const sent: SentMessage[][] = [];
  for (const part of parts) {
    const more = { ...part.more, sendAt: new Date(dueAtMs).toISOString() };
    sent.push(await load.send(part.count, { concurrency: AT_A_TIME, more }));
  }
  await setTimeout(Math.max(0, dueAtMs - Date.now()));
  return sent;
}

/** How long Herald takes to accept a message at present, by some that leave before the backlog is due. */
async function msForEach(load: FaultLoad, count: number): Promise<number> {
  if (count < FEW) return USUAL_MS;
  const trial = Math.min(MOST_TRIED, Math.ceil(count / 2));
  const beganAtMs = performance.now();
  await load.send(trial, { concurrency: AT_A_TIME, more: { tenant: 'trial' } });
  return (performance.now() - beganAtMs) / trial;
}
