import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../dist/libs/store/src/embedded/embedded-postgres.server.js';

/** One PostgreSQL for the whole run; each spec makes databases of its own on it. */
export default async function setUp() {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'herald-tests-'));
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: () => {} });
  process.env.HERALD_TEST_DATABASE_URL = postgres.connectionString;
  globalThis.heraldTestStore = { postgres, dataDirectory };
}
