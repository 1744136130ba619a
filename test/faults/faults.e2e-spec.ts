import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IS_REDIS_INSTALLED } from '../environment/redis.process.js';
import { scenariosNamed } from './fault.matrix.js';
import { runScenarios } from './fault.run.js';
import { PLACES } from './fault.scenario.js';

const SEED = 3;
/** Rows that no other spec covers: processes that die or sleep, a database that dies, a queue that loses everything. */
const ROWS = ['1.0', '3', '8', '11.1', '15', '26', '31'];
/** Some three minutes on an idle machine. */
const WITHIN_MS = 15 * 60_000;

describe('The short form of the fault matrix', () => {
  const places = PLACES.filter((place) => IS_REDIS_INSTALLED || place !== 'PostgreSQL + Redis');
  const lines: string[] = [];

  it(
    'loses nothing and sends nothing twice without saying so',
    async () => {
      if (!IS_REDIS_INSTALLED) {
        console.warn('redis-server is not installed; where CI is set, that is a failure');
        expect(process.env['CI'] ?? '').toBe('');
      }
      const scenarios = scenariosNamed(ROWS);
      const folder = await mkdtemp(join(tmpdir(), 'herald-faults-'));
      const rows = await runScenarios(scenarios, {
        seed: SEED,
        runs: 1,
        places,
        parallel: 2,
        log: (line) => lines.push(line),
        keep: (row, evidence) => writeFile(join(folder, `${row.id}.json`), JSON.stringify(evidence)),
      });
      expect(rows.length).toBeGreaterThan(0);
      const broken = rows.filter((row) => row.broken.length > 0);
      expect({ broken, folder }).toEqual({ broken: [], folder });
      expect(rows.filter(({ injected }) => injected === 0)).toEqual([]);
    },
    WITHIN_MS,
  );
});
