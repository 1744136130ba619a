import { cpus, totalmem } from 'node:os';
import { type Figure, figureText } from './bench.figure.js';
import type { BenchOptions } from './bench.options.js';
import type { LegName } from './leg.names.js';

/** Figures with all that it takes to measure them again. */
export interface BenchReport {
  command: string;
  machine: string;
  measuredAt: string;
  /** Each with the command that measures its leg alone, and the machine. */
  figures: (Figure & { command: string; machine: string })[];
}

/** The report of a run. */
export function reportOf(options: BenchOptions, figures: readonly Figure[], measuredAt: Date): BenchReport {
  const machine = machineText();
  return {
    command: commandFor(options, options.legs),
    machine,
    measuredAt: measuredAt.toISOString(),
    figures: figures.map((figure) => ({ ...figure, command: commandFor(options, [figure.leg]), machine })),
  };
}

/** This machine and what runs on it, in a line. */
function machineText(): string {
  const processors = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model ?? 'unknown CPU'}, ${memoryGiB} GiB, ${process.platform}, Node.js ${process.version}`;
}

function commandFor(options: BenchOptions, legs: readonly LegName[]): string {
  const { count, warmUp, rounds, seconds, backlogs, history } = options;
  const sizes = `--count ${count} --warm-up ${warmUp} --rounds ${rounds} --seconds ${seconds} --backlog ${backlogs.join(',')}`;
  return `npm run bench -- --legs ${legs.join(',')} ${sizes} --history ${history}`;
}

/** The report for a terminal. */
export function plainText({ machine, command, figures }: BenchReport): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const lines = bySubject(figures).flatMap(([subject, own]) => [
    '',
    subject,
    ...own.map((figure) => `  ${figure.name.padEnd(width)}  ${figureText(figure)}${askedText(figure, '   asked: ')}`),
  ]);
  return `\n${machine}\n${command}\n${lines.join('\n')}\n`;
}

const FROM = '<!-- figures: written by npm run bench -->';
const TO = '<!-- end of figures -->';

/** A Markdown document with the report in its marked place, or at its end. */
export function withReport(document: string, report: BenchReport): string {
  const [before, rest = ''] = document.includes(FROM) ? document.split(FROM) : [`${document}\n`];
  const after = rest.includes(TO) ? rest.slice(rest.indexOf(TO) + TO.length) : '\n';
  return `${before}${FROM}\n\n${markdown(report)}\n${TO}${after}`;
}

function markdown({ machine, command, measuredAt, figures }: BenchReport): string {
  const head = `\`${command}\`, ${machine}, ${measuredAt.slice(0, 10)}:\n`;
  const rows = bySubject(figures).flatMap(([subject, own]) =>
    own.map((figure, index) => [index === 0 ? subject : '', figure.name, figureText(figure), askedText(figure, '')]),
  );
  return [head, ...tableLines([['what', 'figure', 'measured', 'asked'], ...rows]), ''].join('\n');
}

/** A table with columns as wide as their widest cell. */
function tableLines([header = [], ...rows]: string[][]): string[] {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function bySubject(figures: readonly Figure[]): [string, Figure[]][] {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const subject = `${figure.leg}: ${figure.subject}`;
    groups.set(subject, [...(groups.get(subject) ?? []), figure]);
  }
  return [...groups];
}

function askedText({ atLeast, unit }: Figure, before: string): string {
  return atLeast === undefined ? '' : `${before}≥ ${figureText({ value: atLeast, unit })}`;
}
