import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchReport } from './bench.report.js';

const run = promisify(execFile);
const WITHIN_MS = 360_000;

describe('npm run bench', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'herald-bench-spec-'));
    await run('node_modules/.bin/tsc', ['-p', 'test/bench/tsconfig.json']);
  }, WITHIN_MS);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(
    'measures every kind of figure in a tiny run',
    async () => {
      const json = join(folder, 'figures.json');
      const markdown = join(folder, 'figures.md');
      const size = ['--count', '40', '--warm-up', '10', '--rounds', '1', '--seconds', '1', '--backlog', '60'];
      const wanted = ['--legs', 'deliveries,callbacks,backlog', ...size, '--json', json, '--markdown', markdown];
      await run(process.execPath, ['dist/test/bench/bench.main.js', ...wanted]);
      const report = JSON.parse(await readFile(json, 'utf8')) as BenchReport;
      const subjects = new Set(report.figures.map(({ leg, subject }) => `${leg}: ${subject}`));
      expect([...subjects]).toEqual(
        expect.arrayContaining(['deliveries: embedded store', 'callbacks: handler that only verifies']),
      );
      expect(report.figures.filter(({ value }) => !Number.isFinite(value) || value < 0)).toEqual([]);
      expect(await readFile(markdown, 'utf8')).toContain(`\`${report.command}\``);
    },
    WITHIN_MS,
  );
});
