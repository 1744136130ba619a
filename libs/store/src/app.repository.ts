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
}

/** An app with what lists show of it. */
export interface ListedApp extends App {
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
}

/** An app with one of the secrets that count now; null where there is none. */
interface KeyRow extends AppRow {
  secret_id: string | null;
  hash: Buffer | null;
}

/** Flat rows: gathering the secrets in arrays costs the server and the driver more than a row for each. */
const APPS_BY_KEY = {
  name: 'apps_by_key',
  text: `
    select apps.id, name, api_key, secrets.id as secret_id, hash
    from apps left join app_secrets secrets
      on app_id = apps.id and revoked_at is null and (expires_at is null or expires_at > now())
    where api_key = any($1::text[])`,
};

/** Stands in for the hash of an unknown app, so that its answer takes as long. */
const NOBODYS_HASH = tokenHash(newToken());

/** The app is the first thing that a call waits for: those who wait for it together are read for and written together, too. */
const READ_TOGETHER_MS = 4;

/** The products using this Herald. */
export class AppRepository {
  readonly #byKey: Batcher<string, KeyRow[] | undefined>;
  readonly #use: SecretUse;

  constructor(private readonly postgres: Postgres) {
    this.#use = new SecretUse(postgres);
    this.#byKey = new Batcher((keys) => this.#rowsByKey(keys), isRowFault, { gatherMs: READ_TOGETHER_MS });
  }

  /** The app behind key and secret, or undefined when either is wrong; takes the same time for both. */
  async authenticate(apiKey: string, apiSecret: string): Promise<App | undefined> {
    const rows = await this.#byKey.add(apiKey);
    const given = tokenHash(apiSecret);
    const [match] = (rows ?? [undefined]).filter((row) => timingSafeEqual(given, row?.hash ?? NOBODYS_HASH));
    if (match === undefined || match.secret_id === null) return undefined;
    this.#use.note(match.secret_id);
    return toApp(match);
  }

  /** The app with this public key. */
  async findByKey(apiKey: string): Promise<App | undefined> {
    const [row] = (await this.#byKey.add(apiKey)) ?? [];
    return row === undefined ? undefined : toApp(row);
  }

  /** All apps, the oldest first. */
  async list(): Promise<ListedApp[]> {
    return (await this.postgres.query.selectFrom('apps').selectAll().orderBy('id').execute()).map(toListed);
  }

  /** The app with this id. */
  async find(id: string): Promise<ListedApp | undefined> {
    const row = await this.postgres.query.selectFrom('apps').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toListed(row);
  }

  /** The app made first, or undefined in an empty store. */
  async first(): Promise<App | undefined> {
    const row = await this.postgres.query.selectFrom('apps').selectAll().orderBy('id').limit(1).executeTakeFirst();
    return row === undefined ? undefined : toApp(row);
  }

  /** Makes an app with a key and a first secret, which is not to be had again. */
  create(name: string): Promise<{ app: ListedApp; secret: AppSecret; apiSecret: string }> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      const row = await transaction
        .insertInto('apps')
        .values({ id: uuidv7(), name, api_key: newApiKey() })
        .returningAll()
        .executeTakeFirstOrThrow();
      return { app: toListed(row), ...(await insertSecret(transaction, row.id, { label: null, expiresAt: null })) };
    });
  }

  /** Gives the app another name; undefined when there is none. */
  async rename(id: string, name: string): Promise<ListedApp | undefined> {
    const row = await this.postgres.query
      .updateTable('apps')
      .set({ name })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : toListed(row);
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

  async #rowsByKey(keys: string[]): Promise<(KeyRow[] | undefined)[]> {
    const rows = await this.postgres.rows<KeyRow>(APPS_BY_KEY, [[...new Set(keys)]]);
    const byKey = new Map<string, KeyRow[]>();
    for (const row of rows) {
      const others = byKey.get(row.api_key);
      if (others === undefined) byKey.set(row.api_key, [row]);
      else others.push(row);
    }
    return keys.map((key) => byKey.get(key));
  }
}

function toApp(row: AppRow): App {
  return { id: row.id, name: row.name, apiKey: row.api_key };
}

function toListed(row: AppRow & { created_at: Date }): ListedApp {
  return { ...toApp(row), createdAt: row.created_at };
}
