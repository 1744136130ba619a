import { Emulator } from '../environment/emulator.process.js';
import { jainIndex, spread } from './arrival.figures.js';
import { sendBacklog } from './backlog.load.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import type { SentMessage } from './ledger.judge.js';
import { withStand } from './stand.life.js';
import { type CalledMessage, callToArrival, sendSteadily } from './steady.load.js';
import { atWhatsapp, letStrike, liftFaults, sentFrom } from './vendor.faults.js';
import { type Arrival, arrivalsAt, textOf, untilArrived } from './vendor.record.js';

const QUIET_TENANTS = 9;
const RATE = 80;
/** Quiet messages are a tenth of all. */
const QUIET_EVERY_MS = 125;
const CONCURRENCY = 16;
const NOISY = { tenant: 'noisy' };

/** Row 21: one tenant has nine tenths of all that waits. Row 22: one tenant's vendor takes long. */
export const NOISY_NEIGHBOUR: readonly FaultScenario[] = [
  {
    id: '21.1',
    name: 'A tenant with 90 % of the backlog, one sender of 80 a second for all',
    places: ['embedded store', 'PostgreSQL + Redis'],
    isShort: false,
    company: 'measured',
    run: (context) => beside(context, 'Row 21.1', { sendsPerSecond: RATE, drainedPerSecond: RATE, longestSeconds: 20 }),
  },
  {
    id: '21.2',
    name: 'A tenant with 90 % of the backlog, no bound but this machine',
    places: ['embedded store', 'PostgreSQL + Redis'],
    isShort: false,
    company: 'measured',
    run: (context) => beside(context, 'Row 21.2', { sendsPerSecond: 0, drainedPerSecond: 1_000, longestSeconds: 8 }),
  },
  {
    id: '22',
    name: 'A tenant whose vendor takes 8 s for each message',
    places: ['embedded store', 'PostgreSQL + Redis'],
    isShort: false,
    company: 'measured',
    run: (context) => withStand(context, 'Row 22', { workers: 2 }, (stand) => besideSlow(context, stand)),
  },
];

interface Shared {
  /** The sender's rate; 0: none. */
  sendsPerSecond: number;
  /** What the backlog is reckoned by: so many leave in a second at most. */
  drainedPerSecond: number;
  /** The quiet tenants are watched no longer than this, alone and beside the noisy one. */
  longestSeconds: number;
}

function beside(context: FaultContext, name: string, shared: Shared): Promise<FaultFigures> {
  const { sendsPerSecond, drainedPerSecond, longestSeconds } = shared;
  const options = { workers: 2, herald: { TWILIO_SENDS_PER_SECOND: String(sendsPerSecond) } };
  return withStand(context, name, options, async (stand) => {
    const { load, emulator } = stand;
    const seconds = Math.min(longestSeconds, 5 + context.runs);
    const alone = await sendQuietly(stand, seconds);
    const [noisy = []] = await sendBacklog(load, [{ count: drainedPerSecond * (seconds + 3), more: NOISY }]);
    const besideNoisy = await sendQuietly(stand, seconds);
    await untilArrived(emulator, load.messages.length, 300_000);
    context.log(`${noisy.length} messages of the noisy tenant have left`);
    const shares = await servedTogether(stand, sendsPerSecond === 0 ? 30 : 12);
    // The same, but all of one tenant: what waiting in line would be.
    const [line = []] = await sendBacklog(load, [{ count: drainedPerSecond * 4, more: NOISY }]);
    const inLine = await sendSteadily(load, 8, QUIET_EVERY_MS, () => NOISY);
    await untilArrived(emulator, load.messages.length, 300_000);
    await stand.untilSettled(120_000);
    const arrivals = await arrivalsAt(emulator);
    const drainedAtMs = Math.max(...arrivalTimes(arrivals, noisy));
    const contended = callToArrival(
      besideNoisy.filter(({ calledAtMs }) => calledAtMs < drainedAtMs),
      arrivals,
    );
    const broken = [
      ...(contended.length === 0 ? ['the noisy tenant had no backlog while the quiet ones were watched'] : []),
      ...(jainIndex(shares) < 0.9 ? [`shares of equal claims are uneven: ${shares.join(', ')}`] : []),
    ];
    const figures = await stand.figures(1, broken);
    const notes = {
      backlog: noisy.length,
      'quiet tenants, call to arrival p50 / p99, alone': spread(callToArrival(alone, arrivals)),
      [`beside the noisy one (${contended.length} messages)`]: spread(contended),
      [`as one line behind ${line.length}`]: spread(callToArrival(inLine, arrivals)),
      "Jain's index of 10 tenants with a backlog, one with 90 % of it": jainIndex(shares).toFixed(3),
    };
    return { ...figures, notes };
  });
}

/** The slow tenant fills all it may; the quiet ones go through the same integration by another sender. */
async function besideSlow(context: FaultContext, stand: FaultStand): Promise<FaultFigures> {
  const { runs } = context;
  const { load, emulator } = stand;
  const seconds = Math.min(15, 7 + runs);
  const alone = await sendQuietly(stand, seconds);
  const delay = { fault: 'delay', delayMs: 8_000, times: 1_000_000 };
  await letStrike(emulator, [{ ...delay, match: { from: atWhatsapp(Emulator.otherSender) } }]);
  const slow = 1_500;
  const beganAtMs = performance.now();
  await load.send(slow, { concurrency: CONCURRENCY, more: { tenant: 'slow', ...sentFrom(Emulator.otherSender) } });
  context.log(`the slow tenant's backlog was accepted in ${Math.round(performance.now() - beganAtMs)} ms`);
  const besideSlowOne = await sendQuietly(stand, seconds);
  await liftFaults(emulator);
  await untilArrived(emulator, load.messages.length, 300_000);
  await stand.untilSettled(120_000);
  const arrivals = await arrivalsAt(emulator);
  const figures = await stand.figures(1);
  const notes = {
    backlog: slow,
    'quiet tenants, call to arrival p50 / p99, alone': spread(callToArrival(alone, arrivals)),
    'beside the slow one': spread(callToArrival(besideSlowOne, arrivals)),
  };
  return { ...figures, notes };
}

/** Messages of the quiet tenants in turn, an eighth of a second apart. */
function sendQuietly({ load }: FaultStand, seconds: number): Promise<CalledMessage[]> {
  const count = (seconds * 1_000) / QUIET_EVERY_MS;
  return sendSteadily(load, count, QUIET_EVERY_MS, (index) => ({ tenant: `quiet ${index % QUIET_TENANTS}` }));
}

/** All tenants have a backlog that is due at once, one of them nine tenths: what each got until the first had all. */
async function servedTogether({ load, emulator }: FaultStand, each: number): Promise<number[]> {
  const names = [...Array.from({ length: QUIET_TENANTS }, (_, index) => `quiet ${index}`), 'noisy'];
  const counts = names.map((tenant) => (tenant === 'noisy' ? QUIET_TENANTS * each * QUIET_TENANTS : each));
  const parts = names.map((tenant, index) => ({ count: counts[index] ?? 0, more: { tenant } }));
  const sent = await sendBacklog(load, parts);
  const tenantOf = new Map(sent.flatMap((of, index) => of.map(({ text }) => [text, names[index] ?? ''] as const)));
  await untilArrived(emulator, load.messages.length, 300_000);
  const served = new Map(names.map((name) => [name, 0]));
  for (const arrival of await arrivalsAt(emulator)) {
    const tenant = tenantOf.get(textOf(arrival));
    if (tenant === undefined) continue;
    const got = (served.get(tenant) ?? 0) + 1;
    served.set(tenant, got);
    if (got === each && tenant !== 'noisy') break;
  }
  return [...served.values()];
}

function arrivalTimes(arrivals: readonly Arrival[], of: readonly SentMessage[]): number[] {
  const texts = new Set(of.map(({ text }) => text));
  return arrivals.filter((arrival) => texts.has(textOf(arrival))).map(({ arrivedMs }) => arrivedMs);
}
