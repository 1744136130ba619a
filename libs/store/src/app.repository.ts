import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { type AppSecret, insertSecret, newApiKey, replaceEnvironmentSecret } from './app-secret.repository.js';
import type { Postgres } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import { newToken, tokenHash } from './secret.token.js';
import { SecretUse } from './secret.use.js';
import { Batcher } from './statement.batch.js';

/** One product using Herald. */
export interface App {
  id: string;
  name: string;
  apiKey: string;
  createdAt: Date;
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
  created_at: Date;
}

/** With the secrets that count now, as two arrays of the same length; null where there is none. */
interface KeyRow extends AppRow {
  secret_ids: string[] | null;
  secret_hashes: Buffer[] | null;
}

const APPS_BY_KEY = {
  name: 'apps_by_key',
  text: `
    select apps.id, name, api_key, apps.created_at, secret_ids, secret_hashes
    from apps, lateral (
      select array_agg(id::text) as secret_ids, array_agg(hash) as secret_hashes from app_secrets
      where app_id = apps.id and revoked_at is null and (expires_at is null or expires_at > now())
    ) as secrets
    where api_key = any($1::text[])`,
};

/** Stands in for the hash of an unknown app, so that its answer takes as long. */
const NOBODYS_HASH = tokenHash(newToken());

/** The products using this Herald. */
export class AppRepository {
  readonly #byKey: Batcher<string, KeyRow | undefined>;
  readonly #use: SecretUse;

  constructor(private readonly postgres: Postgres) {
    this.#use = new SecretUse(postgres);
    this.#byKey = new Batcher((keys) => this.#rowsByKey(keys), isRowFault);
  }

  /** The app behind key and secret, or undefined when either is wrong; takes the same time for both. */
  async authenticate(apiKey: string, apiSecret: string): Promise<App | undefined> {
    const row = await this.#byKey.add(apiKey);
    const given = tokenHash(apiSecret);
    const matches = (row?.secret_hashes ?? [NOBODYS_HASH]).map((hash) => timingSafeEqual(given, hash));
    const secretId = row?.secret_ids?.[matches.indexOf(true)];
    if (row === undefined || secretId === undefined) return undefined;
    this.#use.note(secretId);
    return toApp(row);
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

  /** Makes an app with a key and a first secret, which is not to be had again. */
  create(name: string): Promise<{ app: App; secret: AppSecret; apiSecret: string }> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      const row = await transaction
        .insertInto('apps')
        .values({ id: uuidv7(), name, api_key: newApiKey() })
        .returningAll()
        .executeTakeFirstOrThrow();
      return { app: toApp(row), ...(await insertSecret(transaction, row.id, { label: null, expiresAt: null })) };
    });
  }

  /** Gives the app another name; undefined when there is none. */
  async rename(id: string, name: string): Promise<App | undefined> {
    const row = await this.postgres.query
      .updateTable('apps')
      .set({ name })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : toApp(row);
  }

  /**
   * The app with this key, made when there is none. The secret is one of its secrets from now on, and earlier ones that
   * came this way count no more; one that was revoked stays so.
   */
  ensure(name: string, { apiKey, apiSecret }: AppCredentials): Promise<App> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      const row = await transaction
        .insertInto('apps')
        .values({ id: uuidv7(), name, api_key: apiKey })
        .onConflict((conflict) => conflict.column('api_key').doUpdateSet({ api_key: apiKey }))
        .returningAll()
        .executeTakeFirstOrThrow();
      await replaceEnvironmentSecret(transaction, row.id, apiSecret);
      return toApp(row);
    });
  }

  /** Runs this in one process at a time, over all that use the database; the others wait. */
  oneAtATime(run: () => Promise<void>): Promise<void> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtext('herald set-up'))`.execute(transaction);
      await run();
    });
  }

  async #rowsByKey(keys: string[]): Promise<(KeyRow | undefined)[]> {
    const rows = await this.postgres.rows<KeyRow>(APPS_BY_KEY, [[...new Set(keys)]]);
    const byKey = new Map(rows.map((row) => [row.api_key, row]));
    return keys.map((key) => byKey.get(key));
  }
}

function toApp(row: AppRow): App {
  return { id: row.id, name: row.name, apiKey: row.api_key, createdAt: row.created_at };
}
