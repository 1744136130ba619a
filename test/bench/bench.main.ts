/**
 * Measures Herald beside a bare loop of the official Twilio client, in one run on one machine, and prints ratios. Each leg
 * is measured in several rounds that take turns; the figures are medians. `--count`, `--rounds` and `--json FILE` change it.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { eventually } from '../environment/eventually.js';
import { type BenchEmulator, startEmulator, startHerald, startRedis } from './bench.stand.js';
import { notifyInLoop } from './load.generator.js';
import { cpuMs } from './process.usage.js';

const CONCURRENCY = 64;
const WARM_UP = 2_000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const count = Number(values.count);
const rounds = Number(values.rounds);

interface BareFigures {
  perSecond: number;
  cpuMsPerMessage: number;
}

interface HeraldFigures {
  acceptedPerSecond: number;
  deliveriesPerSecond: number;
  /** Of the Herald process and its embedded PostgreSQL. */
  cpuMsPerDelivery: number;
}

function bareLoop(emulator: BenchEmulator): BareFigures {
  const { url, account, sender } = emulator;
  const output = execFileSync(
    process.execPath,
    ['dist/test/bench/bare-loop.js', url, account.sid, account.token, sender, String(count), String(CONCURRENCY)],
    { encoding: 'utf8' },
  );
  return JSON.parse(output) as BareFigures;
}

async function heraldLeg(emulator: BenchEmulator, redisUrl: string | undefined): Promise<HeraldFigures> {
  const herald = await startHerald(emulator, redisUrl);
  try {
    await loadAndDrain(emulator, herald.url, herald.headers, WARM_UP);
    const cpuBefore = cpuMs(herald.child.process.pid ?? 0);
    const load = await loadAndDrain(emulator, herald.url, herald.headers, count);
    return { ...load, cpuMsPerDelivery: (cpuMs(herald.child.process.pid ?? 0) - cpuBefore) / count };
  } finally {
    await herald.stop();
  }
}

async function loadAndDrain(emulator: BenchEmulator, url: string, headers: Record<string, string>, calls: number) {
  const target = (await emulator.count()) + calls;
  const beganAtMs = performance.now();
  const { acceptedPerSecond } = await notifyInLoop(url, headers, calls, CONCURRENCY);
  await eventually('The last delivery', async () => (await emulator.count()) >= target || undefined, 120_000);
  return { acceptedPerSecond, deliveriesPerSecond: (calls * 1000) / (performance.now() - beganAtMs) };
}

function median(numbers: number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function medians<Figures extends object>(runs: Figures[]): Figures {
  const [first] = runs;
  const keys = Object.keys(first ?? {}) as (keyof Figures)[];
  return Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => Number(run[key])))])) as Figures;
}

async function main(): Promise<void> {
  const emulator = await startEmulator();
  const redis = await startRedis();
  const bareRuns: BareFigures[] = [];
  const legs: { name: string; redisUrl: string | undefined; runs: HeraldFigures[] }[] = [
    { name: 'embedded store alone', redisUrl: undefined, runs: [] },
  ];
  if (redis === undefined) console.log('redis-server is not installed: the leg on PostgreSQL + Redis is left out');
  else legs.push({ name: 'PostgreSQL + Redis', redisUrl: redis.url, runs: [] });
  try {
    for (let round = 1; round <= rounds; round += 1) {
      bareRuns.push(bareLoop(emulator));
      for (const leg of legs) leg.runs.push(await heraldLeg(emulator, leg.redisUrl));
    }
  } finally {
    await emulator.child.end();
    await redis?.stop();
  }
  report(
    medians(bareRuns),
    legs.map(({ name, runs }) => ({ name, ...medians(runs) })),
  );
}

function report(bare: BareFigures, legs: ({ name: string } & HeraldFigures)[]): void {
  const figures = {
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    command: `npm run bench -- --count ${count} --rounds ${rounds}`,
    bareLoop: bare,
    herald: legs.map((leg) => ({
      ...leg,
      deliveriesToBareLoop: leg.deliveriesPerSecond / bare.perSecond,
      cpuToBareLoop: leg.cpuMsPerDelivery / bare.cpuMsPerMessage,
    })),
  };
  console.log(
    `\n${figures.machine.cpu}, ${figures.machine.cores} cores, Node ${process.version}; ${count} messages, ${rounds} rounds, medians\n`,
  );
  console.log(
    `bare loop of the official Twilio client   ${bare.perSecond.toFixed(0)} messages/s   ${bare.cpuMsPerMessage.toFixed(3)} ms CPU each`,
  );
  for (const leg of figures.herald) {
    console.log(`\nHerald, ${leg.name}`);
    console.log(`  accepted by notify()    ${leg.acceptedPerSecond.toFixed(0)}/s`);
    console.log(
      `  end to end              ${leg.deliveriesPerSecond.toFixed(0)}/s   ${leg.deliveriesToBareLoop.toFixed(2)} of the bare loop`,
    );
    console.log(
      `  CPU for each delivery   ${leg.cpuMsPerDelivery.toFixed(3)} ms (database included)   ${leg.cpuToBareLoop.toFixed(2)} of the bare loop's`,
    );
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
}

await main();
