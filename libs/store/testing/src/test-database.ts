import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const INSUFFICIENT_PRIVILEGE = '42501';
const DROP_WITHIN_MS = 20_000;

/** A database of one spec's own. */
export interface TestDatabase {
  connectionString: string;
  /** Ends every connection and removes the database. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database on the PostgreSQL that the test run started.
 *
 * @throws when the specs are run without `test/environment/global-setup.mjs`
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['HERALD_TEST_DATABASE_URL'];
  if (server === undefined) throw new Error('HERALD_TEST_DATABASE_URL is not set: run the specs through `npx jest`');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `create database ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  return {
    connectionString: address.href,
    drop: () => drop(server, name),
  };
}

/** While a vacuum of the server's own is in the database, nobody but a superuser may end its process: it ends by itself. */
async function drop(server: string, name: string): Promise<void> {
  const deadlineMs = performance.now() + DROP_WITHIN_MS;
  for (;;) {
    try {
      return await execute(server, `drop database ${name} with (force)`);
    } catch (error) {
      const isVacuumed = error instanceof pg.DatabaseError && error.code === INSUFFICIENT_PRIVILEGE;
      if (!isVacuumed || performance.now() > deadlineMs) throw error;
    }
  }
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
