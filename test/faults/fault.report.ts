import type { FaultFigures, FaultScenario, Place } from './fault.scenario.js';
import { brokenPromises } from './fault.stand.js';

/** What one scenario came to on one place. */
export interface ReportRow {
  id: string;
  fault: string;
  place: Place;
  /** What is struck is a process of Herald, by SIGKILL. */
  isCrash: boolean;
  /** How long the scenario took. */
  seconds: number;
  injected: number;
  acknowledged: number;
  /** Neither at the emulator nor discarded with a reason, or not settled. */
  lost: number;
  /** Of those: not settled. */
  unsettled: number;
  discarded: number;
  flaggedDuplicates: number;
  unflaggedDuplicates: number;
  wrongAdoptions: number;
  wrongStatuses: number;
  unknown: { callback: number; list: number; resend: number };
  /** Of messages that a fault held up, from the fault to settled, in milliseconds, shortest first. */
  resumedMs: number[];
  /** The same for those whose outcome was unknown for a while. */
  inDoubtMs: number[];
  notes: Readonly<Record<string, string | number>>;
  /** Broken promises, in words. */
  broken: string[];
}

/** A scenario's figures as a row. */
export function reportRow(scenario: FaultScenario, place: Place, figures: FaultFigures, seconds: number): ReportRow {
  const { verdict, recoveries, failedStarts = 0, notes = {} } = figures;
  return {
    id: scenario.id,
    fault: scenario.name,
    place,
    isCrash: scenario.isCrash ?? false,
    seconds,
    injected: figures.injected,
    acknowledged: verdict.acknowledged,
    lost: new Set([...verdict.lost, ...verdict.unsettled]).size,
    unsettled: verdict.unsettled.length,
    discarded: verdict.discarded.length,
    flaggedDuplicates: verdict.flaggedDuplicates,
    unflaggedDuplicates: verdict.unflaggedDuplicates.length,
    wrongAdoptions: verdict.wrongAdoptions.length,
    wrongStatuses: verdict.wrongStatuses.length,
    unknown: verdict.unknown,
    resumedMs: ascending(recoveries.resumedMs),
    inDoubtMs: ascending(recoveries.inDoubtMs),
    notes: failedStarts === 0 ? notes : { ...notes, 'starts that failed': failedStarts },
    broken: [...brokenPromises(verdict, figures.mayDiscard), ...figures.broken],
  };
}

/** Figures over all rows. */
export interface Headline {
  acknowledged: number;
  lost: number;
  lostPerMillion: number;
  /**
   * Where none was lost: with 95 % confidence fewer than this are lost of a million, by the rule of three (3 / n).
   * https://doi.org/10.1001/jama.1983.03330370053031
   */
  lostPerMillionBelow: number | undefined;
  /** Faults of every kind. */
  injected: number;
  flaggedDuplicates: number;
  unflaggedDuplicates: number;
  crashes: CrashHeadline;
}

/** Figures over the rows in which a process of Herald is killed. */
export interface CrashHeadline {
  /** Ids of these rows, without their parts. */
  rows: string[];
  crashes: number;
  flaggedDuplicates: number;
  unflaggedDuplicates: number;
  /** From a crash until what it held up was settled: what was never in doubt, and what was. */
  resumedP99Ms: number | undefined;
  inDoubtP99Ms: number | undefined;
}

/** The headline figures of a run. */
export function headline(rows: readonly ReportRow[]): Headline {
  const [acknowledged, lost] = [sumOf(rows, (row) => row.acknowledged), sumOf(rows, (row) => row.lost)];
  return {
    acknowledged,
    lost,
    lostPerMillion: (lost / Math.max(1, acknowledged)) * 1e6,
    lostPerMillionBelow: lost === 0 && acknowledged > 0 ? 3e6 / acknowledged : undefined,
    injected: sumOf(rows, (row) => row.injected),
    flaggedDuplicates: sumOf(rows, (row) => row.flaggedDuplicates),
    unflaggedDuplicates: sumOf(rows, (row) => row.unflaggedDuplicates),
    crashes: crashHeadline(rows.filter(({ isCrash }) => isCrash)),
  };
}

function crashHeadline(rows: readonly ReportRow[]): CrashHeadline {
  return {
    rows: [...new Set(rows.map(({ id }) => id.replace(/\..*/, '')))],
    crashes: sumOf(rows, (row) => row.injected),
    flaggedDuplicates: sumOf(rows, (row) => row.flaggedDuplicates),
    unflaggedDuplicates: sumOf(rows, (row) => row.unflaggedDuplicates),
    resumedP99Ms: quantile(ascending(rows.flatMap((row) => row.resumedMs)), 0.99),
    inDoubtP99Ms: quantile(ascending(rows.flatMap((row) => row.inDoubtMs)), 0.99),
  };
}

function sumOf(rows: readonly ReportRow[], of: (row: ReportRow) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

/** Nearest rank of numbers in ascending order; undefined without any. */
export function quantile(inOrder: readonly number[], share: number): number | undefined {
  return inOrder[Math.max(0, Math.ceil(inOrder.length * share) - 1)];
}

const COLUMNS: Readonly<Record<string, (row: ReportRow) => string | number>> = {
  '#': (row) => row.id,
  fault: (row) => row.fault,
  on: (row) => row.place,
  injected: (row) => row.injected,
  acknowledged: (row) => row.acknowledged,
  lost: (row) => row.lost,
  'duplicates flagged': (row) => row.flaggedDuplicates,
  'duplicates unflagged': (row) => row.unflaggedDuplicates,
  'unknown, settled by callback / list / resend': ({ unknown }) =>
    `${unknown.callback} / ${unknown.list} / ${unknown.resend}`,
  'resumed p50 / p99': ({ resumedMs }) => halfAndMost(resumedMs),
  'in doubt p50 / p99': ({ inDoubtMs }) => halfAndMost(inDoubtMs),
  notes: ({ notes, broken }) =>
    [
      ...Object.entries(notes).map(([what, figure]) => `${what}: ${figure}`),
      ...broken.map((fault) => `BROKEN: ${fault}`),
    ].join('; '),
};

/** The rows as a Markdown table. */
export function markdownTable(rows: readonly ReportRow[]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  const names = Object.keys(COLUMNS);
  const cells = rows.map((row) => Object.values(COLUMNS).map((cell) => String(cell(row)).replaceAll('|', '\\|')));
  return [line(names), line(names.map(() => '---')), ...cells.map(line)].join('\n');
}

function halfAndMost(ascendingMs: readonly number[]): string {
  if (ascendingMs.length === 0) return '–';
  return [0.5, 0.99].map((share) => `${((quantile(ascendingMs, share) ?? 0) / 1_000).toFixed(1)} s`).join(' / ');
}

function ascending(numbers: readonly number[]): number[] {
  return numbers.toSorted((one, other) => one - other);
}
