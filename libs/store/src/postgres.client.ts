import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { connectionOptions, limitStatements } from './postgres.connection.js';
import { isContention } from './postgres.errors.js';
import { PostgresWatch } from './postgres.watch.js';
import type { Schema } from './schema.types.js';
import { WatchedPool } from './watched.pool.js';

const CONTENTION_TRIES = 5;

/**
 * Every statement here takes few rows by index. The planner, going by statistics that lag behind a burst, would rather read a
 * table whole while it believes it small, and keep that plan for a prepared statement: begin and finish of attempts then
 * cost two to three times as much.
 */
const PLAN_BY_INDEX = 'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off';

/** A statement that every connection prepares once under its name. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/** PostgreSQL: prepared batch statements for the hot path, the query builder elsewhere, both on one pool. */
export class Postgres {
  readonly pool: pg.Pool;
  readonly query: Kysely<Schema>;
  /** Asks nothing before it is started. */
  readonly watch: PostgresWatch;

  /** @param connectionString of the database; its credentials never appear in errors of this class */
  constructor(connectionString: string, options: { maxConnections: number }) {
    this.watch = new PostgresWatch(connectionString);
    this.pool = new pg.Pool({
      ...connectionOptions(connectionString),
      max: options.maxConnections,
      onConnect: limitStatements,
      application_name: 'herald',
      // Of each new connection, before anybody gets it.
      verify: (client, done) => client.query(PLAN_BY_INDEX, (error: Error | null) => done(error ?? undefined)),
    });
    this.pool.on('error', (error) => this.watch.suspect(error));
    this.query = new Kysely<Schema>({
      dialect: new PostgresDialect({ pool: new WatchedPool(this.pool, this.watch) }),
    });
  }

  /**
   * Rows of a prepared statement. A lost deadlock is run again: the statement was rolled back whole.
   *
   * @throws StoreUnavailableError without asking while PostgreSQL is not to be had
   */
  async rows<Row extends pg.QueryResultRow>(statement: PreparedStatement, values: unknown[]): Promise<Row[]> {
    this.watch.check();
    const { name, text } = statement;
    for (let tries = 1; ; tries += 1) {
      try {
        const result = await this.pool.query<Row>({ name, text, values });
        return result.rows;
      } catch (error) {
        if (tries < CONTENTION_TRIES && isContention(error)) continue;
        this.watch.suspect(error);
        throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.watch.stop();
    await this.query.destroy();
  }
}

/** The columns of some rows as one array each, the form that `unnest` takes. */
export function columns<Row>(rows: readonly Row[], ...pick: ((row: Row) => unknown)[]): unknown[][] {
  return pick.map((value) => rows.map((row) => value(row) ?? null));
}
