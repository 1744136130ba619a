import { Emulator } from '../environment/emulator.process.js';
import { spread } from './arrival.figures.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { deliveriesOf } from './message.reading.js';
import { withStand } from './stand.life.js';
import { type CalledMessage, callToArrival, sendSteadily } from './steady.load.js';
import { type VendorFault, atWhatsapp, letStrike, liftFaults, sentFrom } from './vendor.faults.js';
import { type VendorRequest, arrivalsAt, requestsAt } from './vendor.record.js';

const EVERY_MS = 50;
const ROUND_MS = 5_000;
/**
 * What was on its way when the vendor said so is not held any more. On a busy machine that may take longer to leave; without
 * a hold there would be 20 a second.
 */
const UNDER_WAY_MS = 400;
const MOST_LATE = 5;
const SETTLED_WITHIN_MS = 120_000;

/** How the vendor asks to slow down, and for how long nothing may come then. */
interface Way {
  fault: VendorFault;
  quietMs: number;
  what: string;
}

const WAYS: readonly Way[] = [
  { fault: { fault: '429', retryAfterSeconds: 3 }, quietMs: 3_000, what: '20429, Retry-After 3 s' },
  { fault: { fault: '429' }, quietMs: 1_000, what: '20429' },
  { fault: { fault: '429', code: 63018, retryAfterSeconds: 2 }, quietMs: 2_000, what: '63018, Retry-After 2 s' },
];

/** Row 18: the vendor finds one sender too fast. */
export const RATE_LIMITED: FaultScenario = {
  id: '18',
  name: 'The vendor answers 429 to one sender',
  places: ['embedded store', 'PostgreSQL + Redis'],
  isShort: true,
  company: 'measured',
  run: (context) => withStand(context, 'Row 18', { workers: 2 }, (stand) => run(context, stand)),
};

interface Round {
  what: string;
  /** Requests of the sender within the time that the vendor asked for, less those that were under way. */
  overshoot: number;
  /** From call to arrival at the other sender meanwhile. */
  others: number[];
}

/** Each way once: holds in close succession grow, and would leave no message for the vendor to find too fast. */
async function run(context: FaultContext, stand: FaultStand): Promise<FaultFigures> {
  const solo = await sendBy(stand, Emulator.otherSender, ROUND_MS);
  const rounds: Round[] = [];
  for (const way of WAYS) {
    rounds.push(await slowDown(stand, way));
    context.log(JSON.stringify({ ...rounds.at(-1), others: spread(rounds.at(-1)?.others ?? []) }));
  }
  await stand.untilSettled(SETTLED_WITHIN_MS);
  const figures = await stand.figures(rounds.length);
  const deliveries = [...(await deliveriesOf(stand)).values()];
  const told = deliveries.flatMap(({ attempts }) => attempts.filter(({ cause }) => cause === 'rate_limited')).length;
  const lost = deliveries.filter(({ status }) => status === 'discarded').length;
  const over = rounds.filter(({ overshoot }) => overshoot > MOST_LATE);
  const broken = [
    ...over.map(({ what, overshoot }) => `after ${what}, ${overshoot} requests came within the time asked for`),
    ...(lost > 0 ? [`${lost} messages were given up for a 429`] : []),
    ...(told < rounds.length ? [`only ${told} attempts were answered 429 in ${rounds.length} rounds`] : []),
  ];
  const notes = {
    'other sender, call to arrival p50 / p99, alone': spread(callToArrival(solo, await arrivalsAt(stand.emulator))),
    'beside the one that is held': spread(rounds.flatMap(({ others }) => others)),
    'requests within the time asked for': rounds.reduce((sum, { overshoot }) => sum + overshoot, 0),
    'attempts answered 429': told,
  };
  return { ...figures, broken, notes };
}

async function slowDown(stand: FaultStand, { fault, quietMs, what }: Way): Promise<Round> {
  const { emulator } = stand;
  const from = atWhatsapp(Emulator.sender);
  const before = (await requestsAt(emulator)).at(-1)?.sequence ?? 0;
  await letStrike(emulator, [{ ...fault, match: { from } }]);
  const [, others] = await Promise.all([
    sendBy(stand, Emulator.sender, ROUND_MS),
    sendBy(stand, Emulator.otherSender, ROUND_MS),
  ]);
  await liftFaults(emulator);
  const asked = (await requestsAt(emulator, before)).filter(isCreateFrom(from));
  const struckAtMs = asked[0]?.atMs ?? 0;
  const within = asked.filter(({ atMs }) => atMs > struckAtMs + UNDER_WAY_MS && atMs < struckAtMs + quietMs);
  return { what, overshoot: within.length, others: callToArrival(others, await arrivalsAt(emulator)) };
}

function sendBy({ load }: FaultStand, from: string, forMs: number): Promise<CalledMessage[]> {
  return sendSteadily(load, forMs / EVERY_MS, EVERY_MS, () => sentFrom(from));
}

function isCreateFrom(from: string): (request: VendorRequest) => boolean {
  return ({ method, params }) => method === 'POST' && params['From'] === from;
}
