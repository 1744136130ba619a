import { setTimeout } from 'node:timers/promises';
import { eventually } from '../environment/eventually.js';
import type { FaultNode } from './fault.node.js';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import { strikeIn, strikeVariables } from './strike.order.js';

const SETTLED_WITHIN_MS = 300_000;
/** Longer than the lease of 30 s, shorter than the lock of a job. */
const ASLEEP_MS = 34_000;
const STRUCK_WITHIN_MS = 60_000;
/** Workers that sleep at a time. */
const SLEEPERS = 5;
/** The embedded store has one process to put to sleep, and a sleep takes half a minute. */
const MOST_ROUNDS = 5;
const MESSAGES_EACH = 5;
const POINT = 'herald.attempt.begun';

/** Row 3: a worker is stopped after its attempt is committed and before it sends, and wakes when its lease is over. */
export const ZOMBIES: FaultScenario = {
  id: '3',
  name: 'SIGSTOP between claim and send for longer than the lease, then SIGCONT',
  places: PLACES,
  isShort: true,
  run: (context) => fallAsleep(context, 'stop'),
};

/** Row 4: the same, by an event loop that is blocked. */
export const BLOCKED_LOOPS: FaultScenario = {
  id: '4',
  name: 'event loop blocked between claim and send for longer than the lease',
  places: PLACES,
  isShort: false,
  run: (context) => fallAsleep(context, 'block'),
};

async function fallAsleep(context: FaultContext, way: 'stop' | 'block'): Promise<FaultFigures> {
  const sleepersAtOnce = Math.min(SLEEPERS, context.runs);
  const row = way === 'stop' ? 3 : 4;
  const stand = await FaultStand.open(context, `Row ${row} on ${context.place}`, { workers: sleepersAtOnce + 1 });
  try {
    const isEmbedded = stand.place.connectionString === undefined;
    const sleepers = isEmbedded ? stand.workers : stand.workers.slice(0, sleepersAtOnce);
    const rounds = Math.min(MOST_ROUNDS, Math.ceil(context.runs / sleepers.length));
    const held: string[] = [];
    for (let round = 1; round <= rounds; round += 1) held.push(...(await sleepOnce(stand, sleepers, way)));
    await stand.startAll();
    await stand.untilSettled(SETTLED_WITHIN_MS);
    const figures = await stand.figures(rounds * sleepers.length);
    const { flaggedDuplicates } = figures.verdict;
    const broken =
      flaggedDuplicates > 0 ? [`${flaggedDuplicates} messages were sent by a worker that woke too late`] : [];
    return { ...figures, broken, notes: { 'deliveries begun and not sent': held.length } };
  } finally {
    for (const node of stand.nodes) if (node.isRunning) node.child.process.kill('SIGCONT');
    await stand.stop();
  }
}

/** Puts these workers to sleep, lets another take over meanwhile, and wakes them. Gives the deliveries that they held. */
async function sleepOnce(stand: FaultStand, sleepers: readonly FaultNode[], way: 'stop' | 'block'): Promise<string[]> {
  for (const node of stand.nodes) if (stand.workers.includes(node) && node.isRunning) await node.stop();
  await Promise.all(
    stand.servers.filter((node) => !sleepers.includes(node) && !node.isRunning).map((node) => node.start()),
  );
  const order = { channel: POINT, way, blockMs: ASLEEP_MS, sinceMs: Date.now() };
  await Promise.all(sleepers.map((node) => node.start(strikeVariables(order))));
  const strikes = await sendUntilStruck(stand, sleepers);
  stand.strike();
  await stand.startAll();
  await setTimeout(ASLEEP_MS);
  if (way === 'stop') for (const node of sleepers) node.child.process.kill('SIGCONT');
  await Promise.all(sleepers.map((node) => node.untilReadyOrDead()));
  return strikes;
}

async function sendUntilStruck(stand: FaultStand, sleepers: readonly FaultNode[]): Promise<string[]> {
  // Where the server itself sleeps, what is sent is acknowledged when it wakes.
  return eventually(
    'The sleep of every worker',
    async () => {
      if (sleepers.every(({ child }) => strikeIn(child.output) !== undefined)) {
        return sleepers.flatMap(({ child }) => strikeIn(child.output)?.deliveryIds ?? []);
      }
      stand.load.sendInBackground(MESSAGES_EACH);
      await setTimeout(500);
      return undefined;
    },
    STRUCK_WITHIN_MS,
  );
}
