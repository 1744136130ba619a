import type { Figure } from './bench.figure.js';
import type { BenchOptions } from './bench.options.js';
import { startEmulator } from './emulator.stand.js';
import { startHerald } from './herald.stand.js';
import { notifyAndDrain } from './notify.load.js';
import { quantile } from './sample.statistics.js';
import { scheduledLatencies } from './schedule.load.js';
import { type BenchStores, startStores } from './store.stand.js';

const CALLS_PER_SECOND = 50;
const WARM_UP = 1_000;

/** From notify() to the provider at a light load that comes on a schedule. */
export async function measureLatency({ seconds }: BenchOptions): Promise<Figure[]> {
  const embedded = await latencies('embedded store', undefined, seconds);
  const stores = await startStores();
  if (stores === undefined) return embedded;
  try {
    return [...embedded, ...(await latencies('PostgreSQL + Redis', stores, seconds))];
  } finally {
    await stores.stop();
  }
}

async function latencies(subject: string, stores: BenchStores | undefined, seconds: number): Promise<Figure[]> {
  const emulator = await startEmulator('full');
  try {
    const herald = await startHerald(emulator, stores);
    try {
      await notifyAndDrain(emulator, herald, WARM_UP);
      const sample = await scheduledLatencies(emulator, herald, { perSecond: CALLS_PER_SECOND, seconds });
      const shared = { leg: 'latency', subject, unit: 'ms' } as const;
      return [
        { ...shared, name: `notify to provider at ${CALLS_PER_SECOND}/s, p50`, value: quantile(sample, 0.5) },
        { ...shared, name: `notify to provider at ${CALLS_PER_SECOND}/s, p99`, value: quantile(sample, 0.99) },
      ];
    } finally {
      await herald.stop();
    }
  } finally {
    await emulator.stop();
  }
}
