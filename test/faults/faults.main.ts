/**
 * Runs the fault matrix, judged by the Twilio emulator's own ledger, and prints one row for each fault and place. Exits 1
 * when a promise is broken. `--seed` repeats a run's choices, `--runs` says how often each fault strikes, `--only 1,2.3`
 * chooses rows, `--short` the short form, `--on` a place, `--parallel` how many scenarios run at a time on each place;
 * `--json FILE` writes the figures, `--markdown FILE` puts them into that page, where it is marked for them.
 */
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTestPostgres } from '#herald/store/testing';
import { Child } from '../environment/child.process.js';
import { scenariosNamed } from './fault.matrix.js';
import { type ReportRow, headline, markdownTable } from './fault.report.js';
import { runScenarios } from './fault.run.js';
import { type FaultScenario, PLACES } from './fault.scenario.js';
import { undoAll, undoneInAnyCase } from './open.places.js';
import { withFigures } from './published.figures.js';
import { runConditions } from './run.conditions.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(1, 2 ** 31)) },
    runs: { type: 'string' },
    only: { type: 'string', default: '' },
    on: { type: 'string' },
    parallel: { type: 'string', default: '4' },
    short: { type: 'boolean', default: false },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});

/** Herald takes up to 30 s to stop. */
const ENDED_WITHIN_MS = 40_000;

let isBrokenOff = false;

/** Up to seven scenarios on PostgreSQL run at a time, some with seven processes, of which each has more than ten connections. */
const CONNECTIONS = '600';

async function main(): Promise<void> {
  const seed = Number(values.seed);
  const runs = Number(values.runs ?? (values.short ? 1 : 20));
  const named = scenariosNamed(values.only.split(',').filter(Boolean));
  const isWanted = ({ isShort, isOnlyShort }: FaultScenario) =>
    values.short ? isShort : values.only !== '' || !isOnlyShort;
  const scenarios = named.filter(isWanted);
  const places = PLACES.filter((place) => values.on === undefined || place === values.on);
  console.log(`seed ${seed}, ${runs} runs`);
  const postgres = await startTestPostgres(tmpdir(), { max_connections: CONNECTIONS });
  process.env['HERALD_TEST_DATABASE_URL'] = postgres.connectionString;
  const stopPostgres = undoneInAnyCase(() => postgres.stop());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void breakOff());
  let rows: ReportRow[];
  try {
    const log = (line: string) => {
      if (!isBrokenOff) console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
    };
    rows = await runScenarios(scenarios, { seed, runs, places, parallel: Number(values.parallel), log, keep });
  } finally {
    Child.endAll();
    await stopPostgres();
  }
  const figures = { ...runConditions(commandOf(seed, runs)), seed, runs, headline: headline(rows), rows };
  console.log(`\n${markdownTable(rows)}\n\nseed ${seed}; ${JSON.stringify(figures.headline)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  if (values.markdown !== undefined)
    writeFileSync(values.markdown, withFigures(readFileSync(values.markdown, 'utf8'), figures));
  if (rows.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

async function breakOff(): Promise<void> {
  isBrokenOff = true;
  Child.endAll();
  await Child.allEnded(ENDED_WITHIN_MS);
  await undoAll();
  process.exit(130);
}

function commandOf(seed: number, runs: number): string {
  const only = values.only === '' ? '' : ` --only ${values.only}`;
  return `npm run faults -- --seed ${seed} --runs ${runs}${only}${values.short ? ' --short' : ''}`;
}

async function keep({ id, place }: ReportRow, evidence: object): Promise<void> {
  // What fails because it was ended shows nothing.
  if (isBrokenOff) return;
  const file = join(tmpdir(), `herald-fault-${id}-${place.replaceAll(/\W+/g, '-')}-${values.seed}.json`);
  writeFileSync(file, JSON.stringify(evidence, undefined, 1));
  console.log(`The ledger and what Herald said are in ${file}`);
}

await main();
