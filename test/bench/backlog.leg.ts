import { setTimeout } from 'node:timers/promises';
import { BacklogSeed } from './backlog.seed.js';
import type { Figure } from './bench.figure.js';
import type { BenchOptions } from './bench.options.js';
import { type BenchEmulator, startEmulator } from './emulator.stand.js';
import { type BenchHerald, startHerald } from './herald.stand.js';
import { notifyAndDrain } from './notify.load.js';
import { memoryMiB } from './process.usage.js';
import { quantile } from './sample.statistics.js';
import { type BenchStores, startStores } from './store.stand.js';

const CLAIMS = 100;
/** As the dispatcher does. */
const CLAIM_AT_ONCE = 500;
const SAMPLE_EVERY_MS = 500;

const TENANTS = Array.from({ length: 10 }, (_, index) => `tenant-${index}`);

/** Memory of Herald, PostgreSQL and Redis, and the time of a claim, while so many deliveries wait and are being sent. */
export async function measureBacklog({ backlogs, seconds }: BenchOptions): Promise<Figure[]> {
  const stores = await startStores();
  if (stores === undefined) return [];
  const emulator = await startEmulator('count');
  try {
    await prepare(emulator, stores);
    const figures: Figure[] = [];
    for (const backlog of backlogs.toSorted((one, other) => one - other)) {
      figures.push(...(await atBacklog(emulator, stores, backlog, seconds)));
    }
    return figures;
  } finally {
    await emulator.stop();
    await stores.stop();
  }
}

/** Lets Herald make its tables and send a first message. */
async function prepare(emulator: BenchEmulator, stores: BenchStores): Promise<void> {
  const herald = await startHerald(emulator, stores);
  await notifyAndDrain(emulator, herald, 1);
  await herald.stop();
}

async function atBacklog(
  emulator: BenchEmulator,
  stores: BenchStores,
  backlog: number,
  seconds: number,
): Promise<Figure[]> {
  const seed = await BacklogSeed.open(stores.postgres.url);
  const shared = { leg: 'backlog', subject: `backlog of ${backlog.toLocaleString('en-US')}` } as const;
  try {
    await seed.add(backlog - (await seed.waiting()), TENANTS);
    const claims = await seed.claimTimes(CLAIMS, CLAIM_AT_ONCE);
    const herald = await startHerald(emulator, stores);
    try {
      const before = await emulator.count();
      const memory = await highestMemory(herald, seconds);
      const sent = (await emulator.count()) - before;
      return [
        { ...shared, name: `claim of up to ${CLAIM_AT_ONCE}, p50`, value: quantile(claims, 0.5), unit: 'ms' },
        { ...shared, name: `claim of up to ${CLAIM_AT_ONCE}, p99`, value: quantile(claims, 0.99), unit: 'ms' },
        { ...shared, name: 'memory of Herald', value: memory.herald, unit: 'MiB' },
        { ...shared, name: 'memory of PostgreSQL', value: memory.database, unit: 'MiB' },
        { ...shared, name: 'memory of Redis', value: memory.redis, unit: 'MiB' },
        { ...shared, name: 'sent while it was measured', value: sent, unit: 'deliveries' },
      ];
    } finally {
      await herald.stop();
    }
  } finally {
    await seed.close();
  }
}

type Memory = Record<'herald' | 'database' | 'redis', number>;

async function highestMemory({ pids }: BenchHerald, seconds: number): Promise<Memory> {
  const highest: Memory = { herald: 0, database: 0, redis: 0 };
  for (const endMs = performance.now() + seconds * 1000; performance.now() < endMs;) {
    await setTimeout(SAMPLE_EVERY_MS);
    const now: Memory = {
      herald: memoryMiB(pids.herald, { withDescendants: false }),
      database: memoryMiB(pids.database, { withDescendants: true }),
      redis: memoryMiB(pids.redis ?? 0, { withDescendants: false }),
    };
    for (const part of ['herald', 'database', 'redis'] as const) highest[part] = Math.max(highest[part], now[part]);
  }
  return highest;
}
