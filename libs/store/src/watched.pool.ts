import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import type { PostgresWatch } from './postgres.watch.js';
import { isStoreOutage } from './store.outage.js';

/**
 * The pool as the query builder uses it. A connection on which a statement failed for want of an answer does not go back
 * into the pool, where it would keep the next one waiting for nothing.
 */
export class WatchedPool implements PostgresPool {
  constructor(
    private readonly pool: pg.Pool,
    private readonly watch: PostgresWatch,
  ) {}

  /** @throws StoreUnavailableError without trying while PostgreSQL is not to be had */
  async connect(): Promise<PostgresPoolClient> {
    this.watch.check();
    try {
      return new WatchedConnection(await this.pool.connect(), this.watch);
    } catch (error) {
      this.watch.suspect(error);
      throw error;
    }
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}

class WatchedConnection implements PostgresPoolClient {
  #failure: Error | undefined;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly watch: PostgresWatch,
  ) {}

  query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  query<Row>(
    text: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof text !== 'string') throw new TypeError('Herald reads whole results, without cursors');
    return this.#query<Row>(text, parameters);
  }

  release(): void {
    this.client.release(this.#failure);
  }

  async #query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    // What follows on a broken connection, the end of a transaction say, cannot succeed either.
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return (await this.client.query(text, [...parameters])) as unknown as PostgresQueryResult<Row>;
    } catch (error) {
      if (error instanceof Error && isStoreOutage(error)) this.#failure = error;
      this.watch.suspect(error);
      throw error;
    }
  }
}
