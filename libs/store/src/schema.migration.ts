import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.types.js';

const CONNECT_WITHIN_MS = 10_000;

/** A migration could not be applied; the schema is as it was before it. */
class MigrationError extends Error {
  constructor(name: string, cause: unknown) {
    super(`The database migration ${name} failed; nothing of it was kept`, { cause });
    this.name = 'MigrationError';
  }
}

/**
 * Brings the schema up to date from the SQL files beside this one, in the order of their names. Processes that start
 * together wait for each other.
 *
 * @param connectionString of the database
 * @throws MigrationError with the database's own error as its cause
 */
export async function migrateSchema(connectionString: string): Promise<void> {
  // Connections of its own, on which a statement may take as long as it takes.
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: CONNECT_WITHIN_MS, max: 2 });
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(query);
  } finally {
    await query.destroy();
  }
}

async function migrate(query: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db: query, provider: { getMigrations: readMigrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new MigrationError(results?.find((result) => result.status === 'Error')?.migrationName ?? 'run', error);
  }
  await raiseFeedOffset(query);
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const directory = join(import.meta.dirname, 'migrations');
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).toSorted();
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => {
        const text = await readFile(join(directory, file), 'utf8');
        const up = async (query: Kysely<unknown>) => void (await sql.raw(text).execute(query));
        return [file.replace(/\.sql$/, ''), { up }] as const;
      }),
    ),
  );
}

/**
 * After a restore into another server transaction ids start over; positions in the feed must go on growing. On the same
 * server every written position lies below the next transaction id, and nothing changes.
 */
async function raiseFeedOffset(query: Kysely<Schema>): Promise<void> {
  await sql`
    update feed set tx_offset = newest.tx + 1 - pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    from (
      select greatest(
        (select max(last.tx) from apps cross join lateral (
          select tx from events where events.app_id = apps.id order by tx desc limit 1
        ) as last),
        -- Where all events were deleted by age, this still says how far the feed had come.
        (select max(to_tx) - 1 from standstill_windows)
      ) as tx
    ) as newest
    where newest.tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + tx_offset
  `.execute(query);
}
