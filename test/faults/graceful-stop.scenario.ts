import { eventually } from '../environment/eventually.js';
import { quantile } from './fault.report.js';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';

const SETTLED_WITHIN_MS = 120_000;
/** What a process may take to stop before it gives up. */
const GRACE_MS = 30_000;
const MESSAGES = 300;
const IN_FLIGHT = 200;
const ANSWER_AFTER_MS = 3_000;
/** Less than Herald gives the vendor. */
const ANSWERED_WITHIN_MS = 8_000;

/** Row 6: a worker is asked to stop while the vendor owes it hundreds of answers. */
export const GRACEFUL_STOPS: FaultScenario = {
  id: '6',
  name: `SIGTERM with ${IN_FLIGHT} and more sends in flight`,
  places: PLACES,
  isShort: true,
  run: stopInFlight,
};

async function stopInFlight(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 6 on ${context.place}`);
  try {
    const broken: string[] = [];
    const drainsMs: number[] = [];
    for (let run = 1; run <= context.runs; run += 1) {
      await stand.startAll();
      await fillFlight(stand);
      const [worker] = stand.workers;
      stand.strike();
      const beganAtMs = performance.now();
      const code = await worker?.stop();
      drainsMs.push(performance.now() - beganAtMs);
      if (code !== 0) broken.push(`it exited ${code}: ${worker?.child.output.slice(-500)}`);
    }
    await stand.startAll();
    await stand.untilSettled(SETTLED_WITHIN_MS);
    const figures = await stand.figures(context.runs);
    const unknown = await stand.unknownThoughServed(ANSWERED_WITHIN_MS - ANSWER_AFTER_MS);
    if (unknown.length > 0) broken.push(`${unknown.length} outcomes became unknown, such as of “${unknown[0]}”`);
    drainsMs.sort((one, other) => one - other);
    const longestMs = quantile(drainsMs, 0.99) ?? 0;
    if (longestMs > GRACE_MS) broken.push(`it took ${longestMs} ms to stop`);
    return { ...figures, broken, notes: { 'time to stop, p99': `${(longestMs / 1_000).toFixed(1)} s` } };
  } finally {
    await stand.stop();
  }
}

/** Sends until so many requests are at the vendor, which answers each after a while. */
async function fillFlight(stand: FaultStand): Promise<void> {
  await stand.emulator.control('DELETE', 'faults');
  await stand.emulator.control('POST', 'faults', { fault: 'delay', times: MESSAGES, delayMs: ANSWER_AFTER_MS });
  await stand.load.send(MESSAGES, { concurrency: 50 });
  await eventually('Hundreds in flight', async () => {
    const { faults } = (await stand.emulator.control('GET', 'faults')) as { faults: { times: number }[] };
    return MESSAGES - (faults[0]?.times ?? 0) >= IN_FLIGHT || undefined;
  });
}
