import { setTimeout } from 'node:timers/promises';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES, type Place } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { sendAtPace } from './paced.load.js';

const SETTLED_WITHIN_MS = 420_000;
const WORKERS = 3;

/** How often what is killed, and what is sent meanwhile, where Herald keeps up. */
interface Rounds {
  /** From one kill to the next, counted from when whoever was killed was started again or, with `isAwaited`, was ready again. */
  afterMs: readonly [from: number, to: number];
  isAwaited: boolean;
  /** Kills for each run that is asked for. */
  killsEachRun: number;
  sendsPerSecond: number;
}

/** Workers by the matrix; a whole server with its database needs time to come back at all. */
const ROUNDS: Readonly<Record<Place, Rounds>> = {
  'PostgreSQL + Redis': { afterMs: [500, 3_000], isAwaited: false, killsEachRun: 3, sendsPerSecond: 300 },
  'embedded store': { afterMs: [3_000, 9_000], isAwaited: true, killsEachRun: 1, sendsPerSecond: 100 },
};

/** Row 2: workers are killed at random while messages keep coming. */
export const RANDOM_KILLS: FaultScenario = {
  id: '2',
  name: 'kill -9 of any of three workers every 0.5–3 s under load (embedded store: of the server 3–9 s after it is ready)',
  places: PLACES,
  isShort: false,
  isCrash: true,
  run: killAtRandom,
};

async function killAtRandom(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 2 on ${context.place}`, { workers: WORKERS });
  const rounds = ROUNDS[context.place];
  const kills = context.runs * rounds.killsEachRun;
  const ended = new AbortController();
  try {
    await stand.startAll();
    const beganAtMs = performance.now();
    await Promise.all([
      sendAtPace(stand.load, rounds.sendsPerSecond, ended.signal),
      killInTurn(stand, context, rounds, kills).finally(() => ended.abort()),
    ]);
    const perSecond = stand.load.messages.length / ((performance.now() - beganAtMs) / 1_000);
    context.log(`${stand.load.messages.length} messages under ${kills} kills`);
    await stand.untilSettled(SETTLED_WITHIN_MS);
    return {
      ...(await stand.figures(kills)),
      notes: { 'accepted per second': Math.round(perSecond) },
    };
  } finally {
    await stand.stop();
  }
}

async function killInTurn(
  stand: FaultStand,
  { random }: FaultContext,
  { afterMs: [from, to], isAwaited }: Rounds,
  kills: number,
): Promise<void> {
  for (let kill = 1; kill <= kills; kill += 1) {
    await setTimeout(random.integer(from, to));
    const victim = stand.workers[random.integer(0, stand.workers.length - 1)];
    stand.strike();
    await victim?.kill();
    victim?.launch();
    if (isAwaited) await victim?.untilReady();
  }
  await Promise.all(stand.nodes.map((node) => node.untilReady()));
}
