/**
 * Measures Herald beside yardsticks in one run on one machine. `--legs` chooses what (quick, all, or names), `--count`,
 * `--warm-up`, `--rounds`, `--seconds`, `--backlog` and `--history` how much of it; `--json FILE` and `--markdown FILE` keep
 * the figures.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { measureBacklog } from './backlog.leg.js';
import { endEverything } from './bench.ending.js';
import type { Figure } from './bench.figure.js';
import { type BenchOptions, readBenchOptions } from './bench.options.js';
import { plainText, reportOf, withReport } from './bench.report.js';
import { measureCallbacks } from './callbacks.leg.js';
import { measureDeliveries } from './deliveries.leg.js';
import { measureLatency } from './latency.leg.js';
import type { LegName } from './leg.names.js';
import { measureLists } from './lists.leg.js';
import { measureNeighbour } from './neighbour.leg.js';
import { startRedis } from './store.stand.js';

const LEGS: Readonly<Record<LegName, (options: BenchOptions) => Promise<Figure[]>>> = {
  deliveries: measureDeliveries,
  callbacks: measureCallbacks,
  latency: measureLatency,
  backlog: measureBacklog,
  neighbour: measureNeighbour,
  lists: measureLists,
};

const options = readBenchOptions(process.argv.slice(2));
let brokenOff: Promise<never> | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    brokenOff ??= breakOff();
  });
}

const redis = await startRedis();
if (redis === undefined) console.log('redis-server is not installed: what needs it is left out');
await redis?.stop();

const figures: Figure[] = [];
for (const leg of options.legs) {
  console.log(`measuring ${leg}`);
  figures.push(...(await measure(leg)));
}
const report = reportOf(options, figures, new Date());
console.log(plainText(report));
const { json, markdown } = options;
if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
if (markdown !== undefined) {
  writeFileSync(markdown, withReport(existsSync(markdown) ? readFileSync(markdown, 'utf8') : '', report));
}

async function measure(leg: LegName): Promise<Figure[]> {
  try {
    return await LEGS[leg](options);
  } catch (error) {
    // A leg fails when what it measures is ended under it.
    await brokenOff;
    throw error;
  }
}

async function breakOff(): Promise<never> {
  await endEverything();
  process.exit(130);
}
