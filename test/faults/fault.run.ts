import { inspect } from 'node:util';
import { FaultRandom } from './fault.random.js';
import { type ReportRow, markdownTable, reportRow } from './fault.report.js';
import type { Company, FaultFigures, FaultScenario, Place } from './fault.scenario.js';
import { judgeByLedger } from './ledger.judge.js';

/** How scenarios are run. */
export interface RunOptions {
  seed: number;
  runs: number;
  places: readonly Place[];
  /**
   * Scenarios at a time on each place: most of their time is waiting, but those on PostgreSQL share one server and its
   * connections, of which a process has more than ten. For those that may have any company.
   */
  parallel: number;
  log(line: string): void;
  /** Takes what a verdict was made from when a promise was broken. */
  keep(row: ReportRow, evidence: object): Promise<void>;
}

/** Runs each scenario on each of its places; gives the rows in the order of the matrix. A scenario that fails is a broken row. */
export async function runScenarios(scenarios: readonly FaultScenario[], options: RunOptions): Promise<ReportRow[]> {
  const { places, parallel } = options;
  const runs = scenarios.flatMap((scenario) =>
    places.flatMap((place) => (scenario.places.includes(place) ? [{ scenario, place }] : [])),
  );
  const rows = new Map<string, ReportRow>();
  const runAll = async (those: typeof runs, atATime: number) => {
    const left = those.values();
    const runInTurn = async () => {
      for (const { scenario, place } of left) {
        rows.set(`${scenario.id} ${place}`, await runOne(scenario, place, options));
      }
    };
    await Promise.all(Array.from({ length: atATime }, runInTurn));
  };
  const among = (company: Company) => runs.filter(({ scenario }) => (scenario.company ?? 'any') === company);
  const waiting = runAll(among('waiting'), runs.length);
  await Promise.all(
    places.map((on) =>
      runAll(
        among('any').filter(({ place }) => place === on),
        parallel,
      ),
    ),
  );
  await runAll(among('measured'), 1);
  await waiting;
  return runs.flatMap(({ scenario, place }) => rows.get(`${scenario.id} ${place}`) ?? []);
}

/** A scenario that could not be carried out has shown nothing, and that counts as a broken promise. */
function figuresOfFailure(error: unknown): FaultFigures {
  return {
    injected: 0,
    verdict: judgeByLedger([], [], new Map()),
    recoveries: { resumedMs: [], inDoubtMs: [] },
    broken: [`it could not be carried out: ${error instanceof Error ? error.message : String(error)}`],
    evidence: { failure: inspect(error) },
  };
}

async function runOne(scenario: FaultScenario, place: Place, options: RunOptions): Promise<ReportRow> {
  const { seed, runs } = options;
  const name = `${scenario.id} ${scenario.name}, ${place}`;
  const log = (line: string) => options.log(`${name}: ${line}`);
  const random = new FaultRandom(seed, `${scenario.id} ${place}`);
  log('begins');
  const beganAtMs = performance.now();
  const figures = await scenario.run({ seed, runs, random, place, log }).catch(figuresOfFailure);
  const seconds = Math.round((performance.now() - beganAtMs) / 1_000);
  const row = reportRow(scenario, place, figures, seconds);
  log(
    `${row.broken.length === 0 ? 'kept its promises' : `BROKE A PROMISE: ${row.broken.join('; ')}`}, after ${seconds} s`,
  );
  log(`its row\n${markdownTable([row]).split('\n').at(-1)}`);
  if (row.broken.length > 0) await options.keep(row, figures.evidence);
  return row;
}
