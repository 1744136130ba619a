import type { Figure } from './bench.figure.js';
import { figureText } from './bench.figure.js';
import { readBenchOptions } from './bench.options.js';
import { plainText, reportOf, withReport } from './bench.report.js';

const FIGURES: Figure[] = [
  { leg: 'deliveries', subject: 'embedded store', name: 'deliveries, end to end', value: 2345.6, unit: '/s' },
  { leg: 'deliveries', subject: 'embedded store', name: '… ÷ bare loop', value: 0.846, unit: '×', atLeast: 0.8 },
  { leg: 'latency', subject: 'embedded store', name: 'p99', value: 12.34, unit: 'ms' },
];
const REPORT = reportOf(readBenchOptions(['--count', '50']), FIGURES, new Date('2026-01-02T03:04:05Z'));

it.each([
  [{ value: 1234.5, unit: '/s' }, '1,235/s'],
  [{ value: 1.257, unit: '×' }, '1.26×'],
  [{ value: 0.3456, unit: 'ms' }, '0.346 ms'],
  [{ value: 34.56, unit: 'ms' }, '34.6 ms'],
  [{ value: 180.4, unit: 'MiB' }, '180 MiB'],
  [{ value: Number.NaN, unit: 'ms' }, 'not measured'],
] as const)('writes %j as %s', (figure, text) => {
  expect(figureText(figure)).toBe(text);
});

it('gives each figure the command that measures it, and the machine', () => {
  expect(REPORT.figures[2]).toMatchObject({
    name: 'p99',
    command:
      'npm run bench -- --legs latency --count 50 --warm-up 3000 --rounds 3 --seconds 20 --backlog 0,100000,1000000 --history 1000000',
    machine: expect.stringContaining(process.version) as string,
  });
});

it('shows what is asked beside what was measured', () => {
  expect(plainText(REPORT)).toMatch(
    /deliveries: embedded store\n {2}deliveries, end to end {2}2,346\/s\n.*0\.85× {3}asked: ≥ 0\.80×/,
  );
});

describe('a document', () => {
  it('gets the figures at its end the first time, and in the same place from then on', () => {
    const once = withReport('# Performance\n', REPORT);
    expect(once).toContain('| deliveries: embedded store | deliveries, end to end | 2,346/s  |         |');
    const again = withReport(`${once}\n## Where the time goes\n`, REPORT);
    expect(again).toBe(`${once}\n## Where the time goes\n`);
  });
});
