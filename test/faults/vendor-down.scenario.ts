import { setTimeout } from 'node:timers/promises';
import { eventually } from '../environment/eventually.js';
import { mostSentWithin, mostWithin, percent, utilisation } from './arrival.figures.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { deliveriesOf, readFrom } from './message.reading.js';
import { withStand } from './stand.life.js';
import { type DoorState, VendorDoor } from './vendor.door.js';
import { arrivalsAt, untilArrived } from './vendor.record.js';

const RATE = 80;
const WORKERS = 2;
/** Breakers open after five failures in a row in each process. */
const MOST_FAILURES = 5 * WORKERS;
const SHORTEST_DOWN_MS = 12_000;
const DOWN_MS_FOR_EACH_RUN = 6_000;
const LONGEST_DOWN_MS = 10 * 60_000;
const OPENS_WITHIN_MS = 120_000;
/** The first try comes after half of the first five seconds at the soonest. */
const FIRST_TRY_MS = 2_000;

interface IntegrationList {
  data: { health: { since: string | null } }[];
}

/** Row 19: the vendor is away for a while, with a backlog before its door, and comes back. */
export const VENDOR_DOWN: readonly FaultScenario[] = [
  scenario('19.1', 'The vendor refuses connections, with a backlog, then is back', 'refusing', true),
  scenario('19.2', 'The vendor takes connections and answers nothing, with a backlog, then is back', 'silent', false),
];

function scenario(id: string, name: string, away: DoorState, isShort: boolean): FaultScenario {
  const options = { workers: WORKERS, herald: { TWILIO_SENDS_PER_SECOND: String(RATE) } };
  const onStand = (context: FaultContext) =>
    withStand(context, `Row ${id}`, options, async (stand) => {
      const door = await VendorDoor.before(stand.emulator.url);
      try {
        return await run(context, stand, door, away);
      } finally {
        await door.close();
      }
    });
  return { id, name, places: ['PostgreSQL + Redis'], isShort, run: onStand };
}

async function run(context: FaultContext, stand: FaultStand, door: VendorDoor, away: DoorState): Promise<FaultFigures> {
  const { runs } = context;
  const { load, emulator, workers } = stand;
  const downMs = Math.min(LONGEST_DOWN_MS, Math.max(SHORTEST_DOWN_MS, runs * DOWN_MS_FOR_EACH_RUN));
  const backlog = RATE * Math.min(30, 4 + runs);
  await Promise.all(workers.map((worker) => worker.stop()));
  await door.set(away);
  await load.send(backlog, { concurrency: 16 });
  stand.strike();
  const beganAtMs = Date.now();
  await Promise.all(workers.map((worker) => worker.start({ TWILIO_API_BASE_URL: door.url })));
  const openedAtMs = await untilOpened(stand);
  await setTimeout(downMs - (Date.now() - openedAtMs));
  await door.set('open');
  const backAtMs = Date.now();
  context.log(`back ${backAtMs - openedAtMs} ms after the breaker opened`);
  await untilArrived(emulator, backlog, LONGEST_DOWN_MS);
  await stand.untilSettled(LONGEST_DOWN_MS);
  const asked = await failuresOf(stand, openedAtMs);
  const times = (await arrivalsAt(emulator)).map(({ arrivedMs }) => arrivedMs);
  const burst = mostWithin(times, 1_000);
  const broken = [
    ...(asked.atOnce === 0 ? ['no message failed: the vendor was not down'] : []),
    // Silence is noticed only when the time for an answer is over: until then messages go on leaving.
    ...(away === 'refusing' && asked.atOnce > MOST_FAILURES
      ? [`${asked.atOnce} messages failed before the breakers were open`]
      : []),
    ...(mostSentWithin(times, 1_000) > RATE ? [`${burst} messages in a second at ${RATE} a second`] : []),
  ];
  const figures = await stand.figures(1, broken);
  const notes = {
    'down for': `${Math.round((backAtMs - beganAtMs) / 1_000)} s`,
    backlog,
    'failures before the breaker was open': asked.atOnce,
    'tries per minute while open': (asked.later / ((backAtMs - openedAtMs) / 60_000)).toFixed(1),
    'from back to the first message': `${(((times[0] ?? 0) - backAtMs) / 1_000).toFixed(1)} s`,
    'most in any second': `${burst} at ${RATE} a second`,
    'rate used while draining': percent(utilisation(times, RATE)),
  };
  return { ...figures, notes };
}

/** Waits until the vendor counts as down; gives since when, in milliseconds since 1970. */
function untilOpened(stand: FaultStand): Promise<number> {
  return eventually(
    'The opening of the breaker',
    async () => {
      const { data } = await readFrom<IntegrationList>(stand, '/v3/integrations');
      const health = data[0]?.health;
      return health?.since == null ? undefined : new Date(health.since).getTime();
    },
    OPENS_WITHIN_MS,
  );
}

/** Attempts that asked the vendor in vain: those that were under way until all breakers were open, and tries after that. */
async function failuresOf(stand: FaultStand, openedAtMs: number): Promise<{ atOnce: number; later: number }> {
  const attempts = [...(await deliveriesOf(stand)).values()].flatMap((delivery) => delivery.attempts);
  const failed = attempts
    .filter(({ outcome, cause }) => (outcome === 'retry' && cause !== 'local_limit') || outcome === 'unknown')
    .map(({ startedAt }) => new Date(startedAt).getTime());
  const atOnce = failed.filter((atMs) => atMs < openedAtMs + FIRST_TRY_MS).length;
  return { atOnce, later: failed.length - atOnce };
}
