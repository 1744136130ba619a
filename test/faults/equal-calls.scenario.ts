import { setTimeout } from 'node:timers/promises';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';

const SETTLED_WITHIN_MS = 240_000;
const CALLS = 100;
const LATEST_KILL_MS = 60;

/** Row 31: the same call with the same key, a hundred times at once over two servers, one of which is killed meanwhile. */
export const EQUAL_CALLS: FaultScenario = {
  id: '31',
  name: `${CALLS} equal calls at once with one Idempotency-Key over two servers, one killed between`,
  places: PLACES,
  isShort: true,
  isCrash: true,
  run: callAtOnce,
};

async function callAtOnce(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 31 on ${context.place}`, { servers: 2 });
  try {
    const broken: string[] = [];
    for (let run = 1; run <= context.runs; run += 1) {
      await stand.startAll();
      const calling = stand.load.sendEqually(CALLS);
      await setTimeout(context.random.integer(0, LATEST_KILL_MS));
      const victim = stand.servers[context.random.integer(0, stand.servers.length - 1)];
      stand.strike();
      await victim?.kill();
      victim?.launch();
      const ids = new Set(await calling);
      if (ids.size !== 1) broken.push(`${CALLS} equal calls made ${ids.size} notifications`);
    }
    await stand.startAll();
    await stand.untilSettled(SETTLED_WITHIN_MS);
    return { ...(await stand.figures(context.runs)), broken, notes: { 'equal calls': CALLS * context.runs } };
  } finally {
    await stand.stop();
  }
}
