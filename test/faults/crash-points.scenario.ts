import { miscounts } from './counted.events.js';
import { CLAIM_LEAVING_POINT, CRASH_POINTS, type CrashPoint, STATISTICS_POINT, SWEEPER_POINT } from './crash.points.js';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import type { FaultNode } from './fault.node.js';
import { FaultStand } from './fault.stand.js';
import { MortalLives } from './mortal.lives.js';
import type { Strike } from './strike.order.js';

/** A lease, two looks at the vendor, and time for a busy machine. */
const SETTLED_WITHIN_MS = 300_000;
/** A lease and more: claims that were left behind have run out by then. */
const LEASE_AND_MORE_MS = 45_000;
/** Lives that leave claims behind before the sweeper's turn comes. */
const CLAIMS_LEFT_AT_ONCE = 8;

const LARGEST_BURST = 12;

/** Row 1: a process dies at a named point, comes back, dies again; then everything has to come right. */
export const CRASH_POINT_SCENARIOS: readonly FaultScenario[] = CRASH_POINTS.map((point) => ({
  id: point.id,
  name: point.name,
  places: PLACES,
  isShort: false,
  isCrash: true,
  run: (context) => dieAt([point], context, LARGEST_BURST),
}));

/** Row 1 in short: one stand, each point in turn. */
export const EVERY_CRASH_POINT: FaultScenario = {
  id: '1.0',
  name: 'kill -9 at each of the ten points in turn',
  places: PLACES,
  isShort: true,
  isOnlyShort: true,
  isCrash: true,
  run: (context) => dieAt(CRASH_POINTS, context, 3),
};

async function dieAt(
  points: readonly CrashPoint[],
  context: FaultContext,
  largestBurst: number,
): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row ${points.length === 1 ? points[0]?.id : '1'} on ${context.place}`);
  try {
    const lives = new MortalLives(context, stand);
    for (const point of points) await dieOften(point, context, stand, lives, largestBurst);
    await stand.startAll();
    await stand.untilSettled(SETTLED_WITHIN_MS);
    const struck = lives.strikes.filter((strike) => points.some(({ channel }) => channel === strike.struck));
    return await judged(points, stand, struck);
  } finally {
    await stand.stop();
  }
}

async function dieOften(
  point: CrashPoint,
  context: FaultContext,
  stand: FaultStand,
  lives: MortalLives,
  largestBurst: number,
): Promise<void> {
  const [node] = point.by === 'server' ? stand.servers : stand.workers;
  if (node === undefined) throw new Error(`There is no ${point.by}`);
  for (const other of stand.nodes) if (other !== node && !other.isRunning) await other.start();
  if (node.isRunning) {
    stand.strike();
    await node.kill();
  }
  if (point.channel === SWEEPER_POINT) await dieWhileSweeping(lives, node, context.runs);
  else for (let run = 1; run <= context.runs; run += 1) await lives.underLoad(node, point, largestBurst);
  context.log(`died ${lives.strikes.length} times so far, now at ${point.channel}`);
}

/** The sweeper has something to do only when claims ran out, so lives that leave some go before, unless there are some. */
async function dieWhileSweeping(lives: MortalLives, node: FaultNode, runs: number): Promise<void> {
  let left = lives.strikes.length === 0 ? runs : runs - (await diesSweeping(lives, node, 1));
  // When claims run out together one death is for several: so at most as many rounds as deaths are wanted.
  for (let round = 1; left > 0 && round <= runs; round += 1) {
    const claims = Math.min(CLAIMS_LEFT_AT_ONCE, left);
    for (let life = 1; life <= claims; life += 1) await lives.underLoad(node, CLAIM_LEAVING_POINT, 1);
    left -= await diesSweeping(lives, node, claims);
  }
}

/** Lives until no more claims run out, at most so often; gives how often it died over them. */
async function diesSweeping(lives: MortalLives, node: FaultNode, atMost: number): Promise<number> {
  for (let deaths = 0; deaths < atMost; deaths += 1) {
    if (!(await lives.idle(node, SWEEPER_POINT, LEASE_AND_MORE_MS))) return deaths;
  }
  return atMost;
}

async function judged(
  points: readonly CrashPoint[],
  stand: FaultStand,
  strikes: readonly Strike[],
): Promise<FaultFigures> {
  const figures = await stand.figures(strikes.length);
  const broken: string[] = [];
  for (const { channel } of points) {
    const missed = strikes.every(({ struck }) => struck !== channel);
    if (missed) broken.push(`nothing ever died at ${channel}`);
  }
  const surprises = await stand.unknownBefore(strikes.filter(({ struck }) => isHarmless(points, struck)));
  if (surprises.length > 0)
    broken.push(`${surprises.length} unknown outcomes of a death where nothing had been sent or all was known`);
  if (figures.verdict.flaggedDuplicates > 0)
    broken.push(`${figures.verdict.flaggedDuplicates} messages were sent twice`);
  if (points.some(({ channel }) => channel === STATISTICS_POINT))
    broken.push(...(await miscounts(stand.servers[0]?.url ?? '')));
  // Lives that leave claims behind may leave the same one three times, and the third is one too many.
  const quarantined = figures.verdict.discarded.filter(({ reason }) => reason === 'poison').length;
  const isSweeping = points.some(({ channel }) => channel === SWEEPER_POINT);
  return {
    ...figures,
    broken,
    mayDiscard: isSweeping ? ['poison'] : [],
    ...(quarantined > 0 && { notes: { 'quarantined after three deaths over them': quarantined } }),
  };
}

function isHarmless(points: readonly CrashPoint[], channel: string): boolean {
  return points.some((point) => point.channel === channel && point.mayLeaveUnknown === false);
}
