import { setTimeout } from 'node:timers/promises';
import { mostWithin, percent, utilisation } from './arrival.figures.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { deliveriesOf } from './message.reading.js';
import { withStand } from './stand.life.js';
import { VendorDoor } from './vendor.door.js';
import { arrivalsAt, untilArrived } from './vendor.record.js';

const RATE = 80;
const WORKERS = 2;
/** Breakers open after five failures in a row in each process. */
const MOST_FAILURES = 5 * WORKERS;
const SHORTEST_DOWN_MS = 12_000;
const DOWN_MS_FOR_EACH_RUN = 6_000;
const LONGEST_DOWN_MS = 10 * 60_000;
/** A sender may be a message ahead of its rate where this machine is late. */
const LATENESS = 1;

/** Row 19: the vendor is away for a while, with a backlog before its door, and comes back. */
export const VENDOR_DOWN: FaultScenario = {
  id: '19',
  name: 'The vendor is down with a backlog, then back',
  places: ['PostgreSQL + Redis'],
  isShort: true,
  run: async (context) => {
    const door = { current: undefined as VendorDoor | undefined };
    try {
      const options = { workers: WORKERS, herald: { TWILIO_SENDS_PER_SECOND: String(RATE) } };
      return await withStand(context, 'Row 19', options, async (stand) => {
        door.current = await VendorDoor.before(stand.emulator.url);
        return run(context, stand, door.current);
      });
    } finally {
      await door.current?.close();
    }
  },
};

async function run(context: FaultContext, stand: FaultStand, door: VendorDoor): Promise<FaultFigures> {
  const { runs } = context;
  const { load, emulator, workers } = stand;
  const downMs = Math.min(LONGEST_DOWN_MS, Math.max(SHORTEST_DOWN_MS, runs * DOWN_MS_FOR_EACH_RUN));
  const backlog = RATE * Math.min(30, 4 + runs);
  await Promise.all(workers.map((worker) => worker.stop()));
  await door.set('refusing');
  await load.send(backlog, { concurrency: 16 });
  stand.strike();
  const downAtMs = Date.now();
  await Promise.all(workers.map((worker) => worker.start({ TWILIO_API_BASE_URL: door.url })));
  const startedAtMs = Date.now();
  await setTimeout(downMs - (startedAtMs - downAtMs));
  await door.set('open');
  const backAtMs = Date.now();
  context.log(`back after ${backAtMs - downAtMs} ms`);
  await untilArrived(emulator, backlog, LONGEST_DOWN_MS);
  await stand.untilSettled(60_000);
  const asked = await failuresOf(stand);
  const times = (await arrivalsAt(emulator)).map(({ arrivedMs }) => arrivedMs);
  const burst = mostWithin(times, 1_000);
  const broken = [
    ...(asked.atOnce > MOST_FAILURES ? [`${asked.atOnce} messages failed before the breakers were open`] : []),
    ...(burst > RATE + LATENESS ? [`${burst} messages in a second at ${RATE} a second`] : []),
  ];
  const figures = await stand.figures(1, broken);
  const notes = {
    'down for': `${Math.round((backAtMs - downAtMs) / 1_000)} s`,
    backlog,
    'failures before the breaker was open': asked.atOnce,
    'tries per minute while open': (asked.later / ((backAtMs - startedAtMs) / 60_000)).toFixed(1),
    'from back to the first message': `${(((times[0] ?? 0) - backAtMs) / 1_000).toFixed(1)} s`,
    'most in any second': `${burst} at ${RATE} a second`,
    'rate used while draining': percent(utilisation(times, RATE)),
  };
  return { ...figures, notes };
}

/** Attempts that asked the vendor in vain: those that came before the breakers were open, and tries after that. */
async function failuresOf({ load }: FaultStand): Promise<{ atOnce: number; later: number }> {
  const attempts = [...(await deliveriesOf(load)).values()].flatMap((delivery) => delivery.attempts);
  const failed = attempts
    .filter(({ outcome, cause }) => outcome === 'retry' && cause !== 'local_limit')
    .map(({ startedAt }) => new Date(startedAt).getTime())
    .toSorted((one, other) => one - other);
  // The first try comes after half of the first five seconds at the soonest.
  const atOnce = failed.filter((atMs) => atMs < (failed[0] ?? 0) + 2_000).length;
  return { atOnce, later: failed.length - atOnce };
}
