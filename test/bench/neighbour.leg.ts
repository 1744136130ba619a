import { BacklogSeed } from './backlog.seed.js';
import type { Figure } from './bench.figure.js';
import type { BenchOptions } from './bench.options.js';
import { type BenchEmulator, startEmulator } from './emulator.stand.js';
import { startHerald } from './herald.stand.js';
import { arrived, notifyAndDrain } from './notify.load.js';
import { quantile } from './sample.statistics.js';
import { scheduledLatencies } from './schedule.load.js';
import { type BenchStores, startStores } from './store.stand.js';

const WARM_UP = 500;
const QUIET = { tenant: 'quiet', perSecond: 10 };
const NOISY_SHARE = 0.9;
const OTHERS = Array.from({ length: 9 }, (_, index) => `other-${index}`);

/** How long a quiet tenant waits beside one that has nine tenths of the backlog, and alone. */
export async function measureNeighbour({ backlogs, seconds }: BenchOptions): Promise<Figure[]> {
  const stores = await startStores();
  if (stores === undefined) return [];
  const emulator = await startEmulator('full');
  try {
    const alone = await alonesLatencies(emulator, stores, seconds);
    const backlog = Math.max(...backlogs);
    await addBacklog(stores, backlog);
    const beside = await besideLatencies(emulator, stores, seconds, backlog);
    return figuresOf(alone, beside, backlog);
  } finally {
    await emulator.stop();
    await stores.stop();
  }
}

async function alonesLatencies(emulator: BenchEmulator, stores: BenchStores, seconds: number): Promise<number[]> {
  const herald = await startHerald(emulator, stores);
  try {
    await notifyAndDrain(emulator, herald, WARM_UP);
    return await scheduledLatencies(emulator, herald, { ...QUIET, seconds });
  } finally {
    await herald.stop();
  }
}

async function addBacklog(stores: BenchStores, backlog: number): Promise<void> {
  const seed = await BacklogSeed.open(stores.postgres.url);
  await seed.add(Math.round(backlog * NOISY_SHARE), ['noisy']);
  await seed.add(Math.round(backlog * (1 - NOISY_SHARE)), OTHERS);
  await seed.close();
}

async function besideLatencies(
  emulator: BenchEmulator,
  stores: BenchStores,
  seconds: number,
  backlog: number,
): Promise<number[]> {
  const before = await emulator.count();
  const herald = await startHerald(emulator, stores);
  try {
    await arrived(emulator, before + Math.min(WARM_UP, backlog / 2));
    return await scheduledLatencies(emulator, herald, { ...QUIET, seconds });
  } finally {
    await herald.stop();
  }
}

function figuresOf(alone: number[], beside: number[], backlog: number): Figure[] {
  const subject = `quiet tenant, ${QUIET.perSecond} calls a second`;
  const shared = { leg: 'neighbour', subject } as const;
  const neighbour = `beside ${backlog.toLocaleString('en-US')} of others`;
  return [0.5, 0.99].flatMap((share): Figure[] => {
    const name = `p${share * 100}`;
    const [aloneMs, besideMs] = [quantile(alone, share), quantile(beside, share)];
    return [
      { ...shared, name: `notify to provider alone, ${name}`, value: aloneMs, unit: 'ms' },
      { ...shared, name: `notify to provider ${neighbour}, ${name}`, value: besideMs, unit: 'ms' },
      { ...shared, name: `… ÷ alone, ${name}`, value: besideMs / aloneMs, unit: '×' },
    ];
  });
}
