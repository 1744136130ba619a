import { FaultRandom } from './fault.random.js';
import { type ReportRow, reportRow } from './fault.report.js';
import type { FaultScenario, Place } from './fault.scenario.js';

/** How scenarios are run. */
export interface RunOptions {
  seed: number;
  runs: number;
  places: readonly Place[];
  /** Scenarios at a time: most of their time is waiting. */
  parallel: number;
  log(line: string): void;
  /** Takes what a verdict was made from when a promise was broken. */
  keep(row: ReportRow, evidence: object): Promise<void>;
}

/** Runs each scenario on each of its places; gives the rows in the order of the matrix. A scenario that fails is a broken row. */
export async function runScenarios(scenarios: readonly FaultScenario[], options: RunOptions): Promise<ReportRow[]> {
  const cells = scenarios.flatMap((scenario) =>
    scenario.places.filter((place) => options.places.includes(place)).map((place) => ({ scenario, place })),
  );
  const rows = new Map<number, ReportRow>();
  const left = cells.entries();
  const runInTurn = async () => {
    for (const [index, { scenario, place }] of left) rows.set(index, await runOne(scenario, place, options));
  };
  await Promise.all(Array.from({ length: options.parallel }, runInTurn));
  return [...rows].toSorted(([one], [other]) => one - other).map(([, row]) => row);
}

async function runOne(scenario: FaultScenario, place: Place, options: RunOptions): Promise<ReportRow> {
  const { seed, runs } = options;
  const name = `${scenario.id} ${scenario.name}, ${place}`;
  const log = (line: string) => options.log(`${name}: ${line}`);
  const random = new FaultRandom(seed, `${scenario.id} ${place}`);
  log('begins');
  const figures = await scenario.run({ seed, runs, random, place, log });
  const row = reportRow(scenario, place, figures);
  log(row.broken.length === 0 ? 'kept its promises' : `BROKE A PROMISE: ${row.broken.join('; ')}`);
  if (row.broken.length > 0) await options.keep(row, figures.evidence);
  return row;
}
