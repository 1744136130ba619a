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

function figuresInMarkdown({ headline, rows, ...conditions }: RunFigures): string {
  const { cpu, cores, memoryGiB, versions, date, command } = conditions;
  const on = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${date}, \`${command}\`; ${cpu}, ${cores} cores, ${memoryGiB} GiB; ${on.join(', ')}.`,
    '',
    ...headlineTable(headline),
    '',
    markdownTable(rows),
  ].join('\n');
}

function headlineTable({ crashes, ...all }: Headline): string[] {
  const seconds = (ms: number | undefined) => (ms === undefined ? '–' : `${(ms / 1_000).toFixed(1)} s`);
  const perThousand = (count: number) => ((count / Math.max(1, crashes.crashes)) * 1e3).toFixed(1);
  const bound = all.lostPerMillionBelow;
  const below =
    bound === undefined ? '' : `; below ${counted(Math.ceil(bound))} with 95 % confidence, by the rule of three`;
  const of = `${counted(crashes.crashes)} \`kill -9\` of rows ${crashes.rows.join(', ')}`;
  return [
    '| headline | |',
    '| --- | --- |',
    `| acknowledged notifications lost, per million | ${all.lostPerMillion.toFixed(0)} (${counted(all.lost)} of ${counted(all.acknowledged)}${below}) |`,
    `| duplicates per 1,000 crashes, flagged \`duplicateRisk\` | ${perThousand(crashes.flaggedDuplicates)} (${counted(crashes.flaggedDuplicates)} in ${of}) |`,
    `| duplicates per 1,000 crashes, unflagged | ${perThousand(crashes.unflaggedDuplicates)} (${counted(crashes.unflaggedDuplicates)} in the same) |`,
    `| duplicates in all rows, flagged / unflagged | ${counted(all.flaggedDuplicates)} / ${counted(all.unflaggedDuplicates)} in ${counted(all.injected)} faults |`,
    `| crash to resumed, p99: what was never in doubt | ${seconds(crashes.resumedP99Ms)} |`,
    `| crash to settled, p99: what was in doubt | ${seconds(crashes.inDoubtP99Ms)} |`,
  ];
}

/** `12,345` */
function counted(count: number): string {
  return count.toLocaleString('en-US');
}
