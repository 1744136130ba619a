import type { FaultRandom } from './fault.random.js';
import type { Verdict } from './ledger.judge.js';

/** What a scenario can stand on. */
export const PLACES = ['embedded store', 'PostgreSQL + Redis'] as const;

/** One of them. */
export type Place = (typeof PLACES)[number];

/** What a scenario is run with. */
export interface FaultContext {
  seed: number;
  /** How often the fault is to strike. */
  runs: number;
  /** Seeded by the seed, the scenario and the place. */
  random: FaultRandom;
  place: Place;
  /** For people who wait; never part of the result. */
  log(line: string): void;
}

/** Times of recovery, in milliseconds. */
export interface Recoveries {
  /** Of messages of which it was known all the time whether the vendor has them: how soon work was resumed. */
  resumedMs: readonly number[];
  /** Of messages whose outcome was unknown for a while. */
  inDoubtMs: readonly number[];
}

/** What a scenario found. */
export interface FaultFigures {
  /** How often the fault struck. */
  injected: number;
  /** By the emulator's ledger. */
  verdict: Verdict;
  /** For messages that were acknowledged but not settled when a fault struck: from the first such fault to settled. */
  recoveries: Recoveries;
  /** Promises of the scenario's own that were broken, in words; empty when all were kept. */
  broken: readonly string[];
  /** How often a process of Herald ended by itself when it was started; none by default. */
  failedStarts?: number;
  /** Reasons for which a message may be discarded here; none by default. */
  mayDiscard?: readonly string[];
  /** Figures of the scenario's own, by what they are: for the report. */
  notes?: Readonly<Record<string, string | number>>;
  /** Everything that the verdict was made from, kept in a file when a promise was broken. */
  evidence: object;
}

/**
 * Which other scenarios run beside one: `any`, a few at a time; for `waiting`, which does next to nothing most of its time, any and
 * it takes no other's place; for `measured`, whose figures are times or rates, only those that wait.
 */
export type Company = 'any' | 'waiting' | 'measured';

/** A row of the fault matrix, or a part of one. */
export interface FaultScenario {
  /** Number of the row, with the part after a dot: `1.3`. `--only 1` means every part of row 1. */
  id: string;
  /** The fault, as the report names it. */
  name: string;
  places: readonly Place[];
  /** True when it is part of the short form, where `runs` is small: it ends within two or three minutes. */
  isShort: boolean;
  /** True when the long form does the same in more detail, and leaves it out unless it is named. */
  isOnlyShort?: true;
  /** True when the fault is the death of a process of Herald by SIGKILL: what the headlines call a crash. */
  isCrash?: true;
  /** Beside which others it runs; default `any`. */
  company?: Company;
  /** Strikes, waits until everything is settled, and judges. */
  run(context: FaultContext): Promise<FaultFigures>;
}
