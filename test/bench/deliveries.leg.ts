import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { alsoWhenBrokenOff } from './bench.ending.js';
import type { Figure } from './bench.figure.js';
import type { BenchOptions } from './bench.options.js';
import { type BenchEmulator, startEmulator } from './emulator.stand.js';
import { nodeOptions, startHerald } from './herald.stand.js';
import { CONCURRENCY, type NotifyRates, notifyAndDrain } from './notify.load.js';
import { medians } from './sample.statistics.js';
import { type BenchStores, startStores } from './store.stand.js';
import type { YardstickFigures, YardstickInput } from './yardstick.program.js';

/** Messages that are measured, and those before. */
type Load = Pick<BenchOptions, 'count' | 'warmUp'>;

type HeraldRun = NotifyRates & { cpuMsPerDelivery: number };

interface Runs {
  bareLoop: YardstickFigures[];
  /** With the options that Herald gives Node.js, for comparison. */
  tunedBareLoop: YardstickFigures[];
  bullmqQueue: YardstickFigures[];
  embedded: HeraldRun[];
  apart: HeraldRun[];
}

/** Deliveries per second from the HTTP call to the provider, beside the yardsticks; all take turns. */
export async function measureDeliveries({ count, warmUp, rounds }: BenchOptions): Promise<Figure[]> {
  const emulator = await startEmulator('count');
  const tuned = await nodeOptions();
  const load = { count, warmUp };
  const runs: Runs = { bareLoop: [], tunedBareLoop: [], bullmqQueue: [], embedded: [], apart: [] };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      runs.bareLoop.push(await yardstick('bare-loop', emulator, load));
      runs.tunedBareLoop.push(await yardstick('bare-loop', emulator, load, { options: tuned }));
      runs.embedded.push(await heraldRun(emulator, undefined, load));
      const stores = await startStores();
      if (stores === undefined) continue;
      try {
        runs.bullmqQueue.push(await yardstick('bullmq-queue', emulator, load, { redisUrl: stores.redis.url }));
        runs.apart.push(await heraldRun(emulator, stores, load));
      } finally {
        await stores.stop();
      }
    }
  } finally {
    await emulator.stop();
  }
  return figuresOf(runs);
}

async function yardstick(
  name: string,
  { url, account }: BenchEmulator,
  load: Load,
  { redisUrl = '', options = [] }: { redisUrl?: string; options?: readonly string[] } = {},
): Promise<YardstickFigures> {
  const input: YardstickInput = { url, account, redisUrl, ...load, concurrency: CONCURRENCY };
  const program = `dist/test/bench/${name}.yardstick.js`;
  const running = promisify(execFile)(process.execPath, [...options, program, JSON.stringify(input)]);
  const stop = alsoWhenBrokenOff(() => Promise.resolve(void running.child.kill()));
  try {
    return JSON.parse((await running).stdout) as YardstickFigures;
  } finally {
    await stop();
  }
}

async function heraldRun(
  emulator: BenchEmulator,
  stores: BenchStores | undefined,
  { count, warmUp }: Load,
): Promise<HeraldRun> {
  const herald = await startHerald(emulator, stores);
  try {
    await notifyAndDrain(emulator, herald, warmUp);
    const cpuBefore = herald.cpuMs();
    const rates = await notifyAndDrain(emulator, herald, count);
    return { ...rates, cpuMsPerDelivery: (herald.cpuMs() - cpuBefore) / count };
  } finally {
    await herald.stop();
  }
}

function figuresOf(runs: Runs): Figure[] {
  const bareLoop = medians(runs.bareLoop);
  const bullmqQueue = runs.bullmqQueue.length === 0 ? undefined : medians(runs.bullmqQueue);
  const shared = { leg: 'deliveries' } as const;
  const yardsticks = [
    { subject: 'bare loop of the official client', figures: bareLoop },
    { subject: 'bare loop with the Node.js options of npm start', figures: medians(runs.tunedBareLoop) },
    ...(bullmqQueue ? [{ subject: 'BullMQ queue with the official client', figures: bullmqQueue }] : []),
  ].flatMap(({ subject, figures }): Figure[] => [
    { ...shared, subject, name: 'messages', value: figures.perSecond, unit: '/s' },
    { ...shared, subject, name: 'CPU for a message', value: figures.cpuMsPerMessage, unit: 'ms' },
  ]);
  const embedded = heraldFigures('embedded store', medians(runs.embedded), bareLoop, 0.8, undefined);
  const apart =
    runs.apart.length === 0 ? [] : heraldFigures('PostgreSQL + Redis', medians(runs.apart), bareLoop, 1, bullmqQueue);
  return [...yardsticks, ...embedded, ...apart];
}

function heraldFigures(
  subject: string,
  herald: HeraldRun,
  bareLoop: YardstickFigures,
  atLeast: number,
  bullmqQueue: YardstickFigures | undefined,
): Figure[] {
  const shared = { leg: 'deliveries', subject } as const;
  const { acceptedPerSecond, deliveriesPerSecond, cpuMsPerDelivery } = herald;
  return [
    { ...shared, name: 'accepted by notify()', value: acceptedPerSecond, unit: '/s' },
    { ...shared, name: 'deliveries, end to end', value: deliveriesPerSecond, unit: '/s' },
    { ...shared, name: '… ÷ bare loop', value: deliveriesPerSecond / bareLoop.perSecond, unit: '×', atLeast },
    ...(bullmqQueue === undefined
      ? []
      : [
          {
            ...shared,
            name: '… ÷ BullMQ queue',
            value: deliveriesPerSecond / bullmqQueue.perSecond,
            unit: '×' as const,
            atLeast: 1.25,
          },
        ]),
    { ...shared, name: 'CPU for a delivery, stores included', value: cpuMsPerDelivery, unit: 'ms' },
  ];
}
