import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Postgres } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import { Batcher } from './statement.batch.js';

/** One product using Herald. */
export interface App {
  id: string;
  name: string;
  apiKey: string;
}

/** Key and secret of an app; the secret exists in this form only when it is made. */
export interface AppCredentials {
  apiKey: string;
  apiSecret: string;
}

interface AppRow {
  id: string;
  name: string;
  api_key: string;
  secret_hash: Buffer;
}

const APPS_BY_KEY = {
  name: 'apps_by_key',
  text: 'select id, name, api_key, secret_hash from apps where api_key = any($1::text[])',
};

/** Stands in for the hash of an unknown app, so that its answer takes as long. */
const NOBODYS_HASH = hashOf(randomBytes(32).toString('base64url'));

/** The products using this Herald. */
export class AppRepository {
  readonly #byKey: Batcher<string, AppRow | undefined>;

  constructor(private readonly postgres: Postgres) {
    this.#byKey = new Batcher((keys) => this.#rowsByKey(keys), isRowFault);
  }

  /** The app behind key and secret, or undefined when either is wrong; takes the same time for both. */
  async authenticate(apiKey: string, apiSecret: string): Promise<App | undefined> {
    const row = await this.#byKey.add(apiKey);
    const isRight = timingSafeEqual(hashOf(apiSecret), row?.secret_hash ?? NOBODYS_HASH);
    return row !== undefined && isRight ? toApp(row) : undefined;
  }

  /** The app with this public key. */
  async findByKey(apiKey: string): Promise<App | undefined> {
    const row = await this.#byKey.add(apiKey);
    return row === undefined ? undefined : toApp(row);
  }

  /** All apps, the oldest first. */
  async list(): Promise<App[]> {
    return (await this.postgres.query.selectFrom('apps').selectAll().orderBy('id').execute()).map(toApp);
  }

  /** The app with this id. */
  async find(id: string): Promise<App | undefined> {
    const row = await this.postgres.query.selectFrom('apps').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toApp(row);
  }

  /** The app made first, or undefined in an empty store. */
  async first(): Promise<App | undefined> {
    const row = await this.postgres.query.selectFrom('apps').selectAll().orderBy('id').limit(1).executeTakeFirst();
    return row === undefined ? undefined : toApp(row);
  }

  /**
   * The app with this key, made when there is none; its secret is this one from now on. It is kept as a hash only: random
   * secrets of 128 bits and more need no slow one.
   */
  async ensure(name: string, credentials: AppCredentials): Promise<App> {
    const secretHash = hashOf(credentials.apiSecret);
    const row = await this.postgres.query
      .insertInto('apps')
      .values({ id: uuidv7(), name, api_key: credentials.apiKey, secret_hash: secretHash })
      .onConflict((conflict) => conflict.column('api_key').doUpdateSet({ secret_hash: secretHash }))
      .returningAll()
      .executeTakeFirstOrThrow();
    return toApp(row);
  }

  async #rowsByKey(keys: string[]): Promise<(AppRow | undefined)[]> {
    const rows = await this.postgres.rows<AppRow>(APPS_BY_KEY, [[...new Set(keys)]]);
    const byKey = new Map(rows.map((row) => [row.api_key, row]));
    return keys.map((key) => byKey.get(key));
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function toApp(row: AppRow): App {
  return { id: row.id, name: row.name, apiKey: row.api_key };
}
