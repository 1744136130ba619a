import { type Headline, type ReportRow, markdownTable } from './fault.report.js';
import type { RunConditions } from './run.conditions.js';

/** Everything that a run found. */
export interface RunFigures extends RunConditions {
  seed: number;
  /** How often each fault was to strike. */
  runs: number;
  headline: Headline;
  rows: readonly ReportRow[];
}

const BEGIN = '<!-- figures of npm run faults -->';
const END = '<!-- prettier-ignore-end -->';

/**
 * A page with the figures in the place that is marked for them, instead of what stood there.
 *
 * @throws RangeError when the page has no such place
 */
export function withFigures(page: string, figures: RunFigures): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new RangeError(`The page has no ${BEGIN} followed by ${END}`);
  return `${page.slice(0, from)}${BEGIN}\n\n${figuresInMarkdown(figures)}\n\n${page.slice(to)}`;
}

function figuresInMarkdown({ headline, rows, seed, ...conditions }: RunFigures): string {
  const { cpu, cores, memoryGiB, versions, date, command } = conditions;
  const on = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const seconds = (ms: number | undefined) => (ms === undefined ? '–' : `${(ms / 1_000).toFixed(1)} s`);
  return [
    `${date}, \`${command}\`, seed ${seed}; ${cpu}, ${cores} cores, ${memoryGiB} GiB; ${on.join(', ')}.`,
    '',
    '| headline | |',
    '| --- | --- |',
    `| acknowledged notifications lost, per million | ${headline.lostPerMillion.toFixed(0)} (of ${headline.acknowledged}) |`,
    `| duplicates per 1,000 faults | ${headline.duplicatesPerThousandFaults.toFixed(1)} (of ${headline.injected} faults; unflagged: ${headline.unflaggedDuplicates}) |`,
    `| crash to resume, p99: what was never in doubt | ${seconds(headline.resumedP99Ms)} |`,
    `| crash to settled, p99: what was in doubt | ${seconds(headline.inDoubtP99Ms)} |`,
    '',
    markdownTable(rows),
  ].join('\n');
}
