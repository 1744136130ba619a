import { setTimeout } from 'node:timers/promises';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES, type Place } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';

const SETTLED_WITHIN_MS = 420_000;
const WORKERS = 3;
const AT_ONCE = 10;
const PAUSE_MS = 100;

/** From one kill to the next: workers by the matrix; a whole server with its database needs time to come back at all. */
const KILL_AFTER_MS: Readonly<Record<Place, readonly [from: number, to: number]>> = {
  'PostgreSQL + Redis': [500, 3_000],
  'embedded store': [3_000, 9_000],
};

/** Row 2: workers are killed at random while messages keep coming. */
export const RANDOM_KILLS: FaultScenario = {
  id: '2',
  name: 'kill -9 of any of three workers every 0.5–3 s under load (embedded store: of the server every 3–9 s)',
  places: PLACES,
  isShort: false,
  run: killAtRandom,
};

async function killAtRandom(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 2 on ${context.place}`, { workers: WORKERS });
  const ended = new AbortController();
  try {
    await stand.startAll();
    await Promise.all([keepSending(stand, ended.signal), killInTurn(stand, context).finally(() => ended.abort())]);
    await stand.untilSettled(SETTLED_WITHIN_MS);
    return await stand.figures(context.runs);
  } finally {
    await stand.stop();
  }
}

async function killInTurn(stand: FaultStand, { random, runs, place }: FaultContext): Promise<void> {
  const [from, to] = KILL_AFTER_MS[place];
  for (let kill = 1; kill <= runs; kill += 1) {
    await setTimeout(random.integer(from, to));
    const victim = stand.workers[random.integer(0, stand.workers.length - 1)];
    stand.strike();
    await victim?.kill();
    victim?.launch();
  }
  for (const node of stand.nodes) {
    if (!(await node.untilReadyOrDead())) throw new Error(`${node.name} ended by itself: ${node.child.output}`);
  }
}

async function keepSending(stand: FaultStand, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await stand.load.send(AT_ONCE, { concurrency: AT_ONCE });
    await setTimeout(PAUSE_MS);
  }
}
