import { CLAIM_LEAVING_POINT, CRASH_POINTS, type CrashPoint, SWEEPER_POINT } from './crash.points.js';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { MortalLives } from './mortal.lives.js';
import type { Strike } from './strike.order.js';

/** A lease, two looks at the vendor, and time for a busy machine. */
const SETTLED_WITHIN_MS = 300_000;
/** A lease and more: claims that were left behind have run out by then. */
const LEASE_AND_MORE_MS = 45_000;
/** Lives that leave claims behind before the sweeper's turn comes. */
const CLAIMS_LEFT_AT_ONCE = 8;

/** Row 1: a process dies at a named point, comes back, dies again; then everything has to come right. */
export const CRASH_POINT_SCENARIOS: readonly FaultScenario[] = CRASH_POINTS.map((point) => ({
  id: point.id,
  name: point.name,
  places: PLACES,
  isShort: false,
  run: (context) => dieAt([point], context),
}));

/** Row 1 in short: one stand, each point in turn. */
export const EVERY_CRASH_POINT: FaultScenario = {
  id: '1.0',
  name: 'kill -9 at each of the nine points in turn',
  places: PLACES,
  isShort: true,
  run: (context) => dieAt(CRASH_POINTS, context),
};

async function dieAt(points: readonly CrashPoint[], context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row ${points.length === 1 ? points[0]?.id : '1'} on ${context.place}`);
  try {
    const strikes: Strike[] = [];
    for (const point of points) strikes.push(...(await dieOften(point, context, stand)));
    await stand.startAll();
    await stand.untilSettled(SETTLED_WITHIN_MS);
    return await judged(points, context, stand, strikes);
  } finally {
    await stand.stop();
  }
}

/** Gives the strikes at this point; those that only prepared it are noted with the stand, for the times of recovery. */
async function dieOften(point: CrashPoint, context: FaultContext, stand: FaultStand): Promise<Strike[]> {
  const [node] = point.by === 'server' ? stand.servers : stand.workers;
  if (node === undefined) throw new Error(`There is no ${point.by}`);
  if (node.isRunning) await node.kill();
  for (const other of stand.nodes) if (other !== node && !other.isRunning) await other.start();
  const lives = new MortalLives(context, stand, node);
  if (point.channel === SWEEPER_POINT) await dieWhileSweeping(lives, context.runs);
  else for (let run = 1; run <= context.runs; run += 1) await lives.underLoad(point.channel);
  await node.start();
  await lives.sent();
  context.log(`died ${lives.strikes.length} times at ${point.channel}`);
  return lives.strikes.filter(({ struck }) => struck === point.channel);
}

async function dieWhileSweeping(lives: MortalLives, runs: number): Promise<void> {
  for (let run = 1; run <= runs; run += CLAIMS_LEFT_AT_ONCE) {
    const claims = Math.min(CLAIMS_LEFT_AT_ONCE, runs - run + 1);
    for (let life = 1; life <= claims; life += 1) await lives.underLoad(CLAIM_LEAVING_POINT);
    for (let life = 1; life <= claims; life += 1) {
      if (!(await lives.idle(SWEEPER_POINT, LEASE_AND_MORE_MS))) break;
    }
  }
}

async function judged(
  points: readonly CrashPoint[],
  context: FaultContext,
  stand: FaultStand,
  strikes: readonly Strike[],
): Promise<FaultFigures> {
  const figures = await stand.figures(strikes.length);
  const broken: string[] = [];
  for (const { channel } of points) {
    const missed = strikes.every(({ struck }) => struck !== channel);
    if (missed && context.runs > 0) broken.push(`nothing ever died at ${channel}`);
  }
  const surprises = await stand.unknownBefore(strikes.filter(({ struck }) => isHarmless(points, struck)));
  if (surprises.length > 0)
    broken.push(`${surprises.length} unknown outcomes of a death where nothing had been sent or all was known`);
  if (figures.verdict.flaggedDuplicates > 0)
    broken.push(`${figures.verdict.flaggedDuplicates} messages were sent twice`);
  return { ...figures, broken };
}

function isHarmless(points: readonly CrashPoint[], channel: string): boolean {
  return points.some((point) => point.channel === channel && point.mayLeaveUnknown === false);
}
