import { randomBytes } from 'node:crypto';
import pg from 'pg';

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
    drop: () => execute(server, `drop database ${name} with (force)`),
  };
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
