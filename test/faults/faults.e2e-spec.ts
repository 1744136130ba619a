import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IS_REDIS_INSTALLED } from '../environment/redis.process.js';
import { scenariosNamed } from './fault.matrix.js';
import type { ReportRow } from './fault.report.js';
import { runScenarios } from './fault.run.js';
import type { Place } from './fault.scenario.js';

const SEED = 3;
/**
 * Rows that no other spec covers: processes that die or sleep, a database that dies, a queue that loses everything. Each on
 * one place, where several processes have a part in it on the one that has several; `npm run faults` runs all on both.
 */
const ROWS: Readonly<Record<Place, readonly string[]>> = {
  'embedded store': ['1.0', '15', '26'],
  'PostgreSQL + Redis': ['3', '8', '11.1', '31'],
};
/** Some two minutes on an idle machine. */
const WITHIN_MS = 15 * 60_000;

describe('The short form of the fault matrix', () => {
  let folder: string;
  const lines: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'herald-faults-'));
  });

  const run = (place: Place, rows: readonly string[]): Promise<ReportRow[]> =>
    runScenarios(scenariosNamed(rows), {
      seed: SEED,
      runs: 1,
      places: [place],
      parallel: 2,
      log: (line) => lines.push(line),
      keep: (row, evidence) => writeFile(join(folder, `${row.id}.json`), JSON.stringify(evidence)),
    });

  async function runAll(): Promise<ReportRow[]> {
    if (!IS_REDIS_INSTALLED) return run('embedded store', Object.values(ROWS).flat());
    return (await Promise.all(Object.entries(ROWS).map(([place, rows]) => run(place as Place, rows)))).flat();
  }

  it(
    'loses nothing and sends nothing twice without saying so',
    async () => {
      if (!IS_REDIS_INSTALLED) {
        console.warn('redis-server is not installed; where CI is set, that is a failure');
        expect(process.env['CI'] ?? '').toBe('');
      }
      const rows = await runAll();
      const broken = rows.filter((row) => row.broken.length > 0);
      expect({ broken, folder, lines: broken.length > 0 ? lines : [] }).toEqual({ broken: [], folder, lines: [] });
      expect(rows.filter(({ injected }) => injected === 0)).toEqual([]);
      if (IS_REDIS_INSTALLED)
        expect(rows.map(({ id }) => id).toSorted()).toEqual(Object.values(ROWS).flat().toSorted());
    },
    WITHIN_MS,
  );
});
