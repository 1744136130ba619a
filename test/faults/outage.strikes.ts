import { setTimeout } from 'node:timers/promises';
import { TEST_APP } from '../environment/herald.process.js';
import { quantile } from './fault.report.js';
import type { FaultContext, FaultFigures } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';

const SETTLED_WITHIN_MS = 240_000;
const AT_ONCE = 20;
const PAUSE_MS = 250;
const BETWEEN_STRIKES_MS = 3_000;
/** More than any answer may take, whatever the stores do. */
const ANSWER_WITHIN_MS = 15_000;

/** What calls were answered while a store was away. */
export class OutageProbe {
  readonly answersMs: number[] = [];
  readonly faults: string[] = [];

  constructor(private readonly url: string) {}

  /** Makes a call that PostgreSQL is needed for, which is to be answered 503 with Retry-After, or as ever. */
  async call(): Promise<number> {
    const beganAtMs = performance.now();
    const headers = { 'x-api-key': TEST_APP.apiKey, 'x-api-secret': TEST_APP.apiSecret };
    const response = await fetch(`${this.url}/v3/users/nobody`, {
      headers,
      signal: AbortSignal.timeout(2 * ANSWER_WITHIN_MS),
    });
    await response.text();
    const tookMs = performance.now() - beganAtMs;
    if (response.status === 503) this.answersMs.push(tookMs);
    if (response.status === 503 && response.headers.get('retry-after') === null)
      this.faults.push('a 503 without Retry-After');
    if (![404, 503].includes(response.status)) this.faults.push(`an answer ${response.status}`);
    if (tookMs > ANSWER_WITHIN_MS) this.faults.push(`an answer after ${tookMs} ms`);
    return response.status;
  }

  /** For the report. */
  get notes(): Record<string, string | number> {
    const sorted = this.answersMs.toSorted((one, other) => one - other);
    return { 'answers 503': sorted.length, 'slowest 503': `${((quantile(sorted, 1) ?? 0) / 1_000).toFixed(1)} s` };
  }
}

/** Strikes again and again while messages are sent, then waits until everything is settled, and judges. */
export async function strikeUnderLoad(
  { runs, random }: FaultContext,
  stand: FaultStand,
  strike: () => Promise<void>,
): Promise<FaultFigures> {
  await stand.startAll();
  const over = new AbortController();
  const sendOn = async () => {
    while (!over.signal.aborted) {
      await stand.load.send(AT_ONCE, { concurrency: AT_ONCE });
      await setTimeout(PAUSE_MS);
    }
  };
  const sending = sendOn();
  // Awaited below; until then a failure must not count as unhandled.
  sending.catch(() => undefined);
  try {
    for (let run = 1; run <= runs; run += 1) {
      await setTimeout(random.integer(BETWEEN_STRIKES_MS / 3, BETWEEN_STRIKES_MS));
      stand.strike();
      await strike();
    }
  } finally {
    over.abort();
  }
  await sending;
  await stand.untilSettled(SETTLED_WITHIN_MS);
  return stand.figures(runs);
}
