import { parseArgs } from 'node:util';
import { LEG_NAMES, LONG_LEGS, type LegName } from './leg.names.js';

/** What a run of the bench measures. */
export interface BenchOptions {
  legs: readonly LegName[];
  /** Messages, or callbacks, in one measurement. */
  count: number;
  /** Messages before what is measured, for Herald and yardsticks alike: what runs first is compiled while it runs. */
  warmUp: number;
  /** Measurements of each figure that stands beside a yardstick; they take turns, and medians are shown. */
  rounds: number;
  /** Length of an open-loop measurement. */
  seconds: number;
  /** Deliveries that wait, in turn. */
  backlogs: readonly number[];
  /** Past deliveries, for what lists and overviews take. */
  history: number;
  /** Where to write the figures as JSON. */
  json: string | undefined;
  /** Where to put them as Markdown. */
  markdown: string | undefined;
}

/** What cannot be understood of the command line, with what would be. */
export class BenchOptionsError extends Error {
  override readonly name = 'BenchOptionsError';
}

/** @throws BenchOptionsError */
export function readBenchOptions(parameters: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      legs: { type: 'string', default: 'quick' },
      count: { type: 'string', default: '10000' },
      'warm-up': { type: 'string', default: '3000' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '20' },
      backlog: { type: 'string', default: '0,100000,1000000' },
      history: { type: 'string', default: '1000000' },
      json: { type: 'string' },
      markdown: { type: 'string' },
    },
  });
  return {
    legs: legsOf(values.legs),
    count: wholeNumber('count', values.count),
    warmUp: wholeNumber('warm-up', values['warm-up']),
    rounds: wholeNumber('rounds', values.rounds),
    seconds: wholeNumber('seconds', values.seconds),
    backlogs: values.backlog.split(',').map((text) => wholeNumber('backlog', text)),
    history: wholeNumber('history', values.history),
    json: values.json,
    markdown: values.markdown,
  };
}

function legsOf(text: string): LegName[] {
  if (text === 'all') return [...LEG_NAMES];
  if (text === 'quick') return LEG_NAMES.filter((name) => !LONG_LEGS.has(name));
  const wanted = text.split(',');
  const unknown = wanted.filter((name) => !LEG_NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    throw new BenchOptionsError(`--legs takes quick, all, or some of ${LEG_NAMES.join(',')}; not ${unknown.join(',')}`);
  }
  return LEG_NAMES.filter((name) => wanted.includes(name));
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new BenchOptionsError(`--${name} takes whole numbers; not ${text}`);
  return Number(text);
}
