import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../dist/libs/store/src/embedded/embedded-postgres.server.js';

/**
 * Several specs run at a time, some with four processes, of which each has more than ten connections. No spec takes the
 * machine's power away, and only then is something lost that was not written through to the disk.
 */
const settings = { max_connections: '300', fsync: 'off', full_page_writes: 'off' };

/** One PostgreSQL for the whole run; each spec makes databases of its own on it. */
export default async function setUp() {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'herald-tests-'));
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: () => {}, settings });
  process.env.HERALD_TEST_DATABASE_URL = postgres.connectionString;
  globalThis.heraldTestStore = { postgres, dataDirectory };
}
