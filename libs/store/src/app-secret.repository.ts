import { randomBytes } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { Postgres } from './postgres.client.js';
import type { Schema } from './schema.types.js';
import { newToken, tokenHash } from './secret.token.js';

/** Secrets of an app that count at a time. */
export const SECRETS_PER_APP = 10;

const HINT_LENGTH = 4;

/** What is known of a secret of an app: not the secret. */
export interface AppSecret {
  id: string;
  /** What people tell it by. */
  label: string | null;
  /** Its last characters; null of one that Herald did not make. */
  hint: string | null;
  createdAt: Date;
  /** From when on it counts no more; null for never. */
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
}

/** A secret as it was made; `apiSecret` is not to be had again. */
export interface MadeSecret {
  secret: AppSecret;
  apiSecret: string;
}

/** The app has as many secrets as it may have. Nothing was changed. */
export class SecretLimitError extends Error {
  constructor() {
    super(`An app has at most ${SECRETS_PER_APP} secrets that count at a time`);
    this.name = 'SecretLimitError';
  }
}

type SecretRow = Selectable<Schema['app_secrets']>;

const COUNTS = sql<boolean>`revoked_at is null and (expires_at is null or expires_at > now())`;

/** The secrets of each app: several count at a time, so that one can be replaced without a pause. */
export class AppSecretRepository {
  constructor(private readonly postgres: Postgres) {}

  /** All secrets of an app, the newest first, also those that count no more. */
  async list(appId: string): Promise<AppSecret[]> {
    const rows = await this.postgres.query
      .selectFrom('app_secrets')
      .selectAll()
      .where('app_id', '=', appId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    return rows.map(toSecret);
  }

  /**
   * Makes a secret for an app that exists.
   *
   * @throws SecretLimitError
   */
  create(appId: string, about: { label: string | null; expiresAt: Date | null }): Promise<MadeSecret> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      await assertRoom(transaction, appId);
      return insertSecret(transaction, appId, about);
    });
  }

  /**
   * Makes a secret in place of one that counts, which goes on counting until then, or until it would have ended anyway.
   *
   * @returns undefined when the app has no such secret, or it counts no more
   * @throws SecretLimitError
   */
  rotate(appId: string, id: string, oldExpiresAt: Date): Promise<(MadeSecret & { replaced: AppSecret }) | undefined> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      await assertRoom(transaction, appId);
      const old = await transaction
        .updateTable('app_secrets')
        .set({ expires_at: sql`least(expires_at, ${oldExpiresAt}::timestamptz)` })
        .where('app_id', '=', appId)
        .where('id', '=', id)
        .where(COUNTS)
        .returningAll()
        .executeTakeFirst();
      if (old === undefined) return undefined;
      const made = await insertSecret(transaction, appId, { label: old.label, expiresAt: null });
      return { ...made, replaced: toSecret(old) };
    });
  }

  /** Ends a secret at once; true when the app has one with this id, also when it was revoked before. */
  async revoke(appId: string, id: string): Promise<boolean> {
    const result = await this.postgres.query
      .updateTable('app_secrets')
      .set({ revoked_at: sql`coalesce(revoked_at, now())` })
      .where('app_id', '=', appId)
      .where('id', '=', id)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }
}

/** A public key of an app. */
export function newApiKey(): string {
  return `hk_${randomBytes(12).toString('base64url')}`;
}

/** Makes a secret of an app. */
export async function insertSecret(
  query: Kysely<Schema>,
  appId: string,
  { label, expiresAt }: { label: string | null; expiresAt: Date | null },
): Promise<MadeSecret> {
  const apiSecret = `hs_${newToken()}`;
  const hint = apiSecret.slice(-HINT_LENGTH);
  const row = await query
    .insertInto('app_secrets')
    .values({ id: uuidv7(), app_id: appId, hash: tokenHash(apiSecret), label, hint, expires_at: expiresAt })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { secret: toSecret(row), apiSecret };
}

/** Takes a secret from the environment, and revokes earlier ones from there. One that was revoked by hand stays so. */
export async function replaceEnvironmentSecret(query: Kysely<Schema>, appId: string, apiSecret: string): Promise<void> {
  const hash = tokenHash(apiSecret);
  await query
    .insertInto('app_secrets')
    .values({ id: uuidv7(), app_id: appId, hash, label: 'From the environment', from_environment: true })
    .onConflict((conflict) => conflict.columns(['app_id', 'hash']).doUpdateSet({ from_environment: true }))
    .execute();
  await query
    .updateTable('app_secrets')
    .set({ revoked_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('from_environment', '=', true)
    .where('hash', '<>', hash)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Locks the app, so that two callers do not both take the last room. */
async function assertRoom(query: Kysely<Schema>, appId: string): Promise<void> {
  await query.selectFrom('apps').select('id').where('id', '=', appId).forUpdate().execute();
  const counting = await query
    .selectFrom('app_secrets')
    .select('id')
    .where('app_id', '=', appId)
    .where(COUNTS)
    .execute();
  if (counting.length >= SECRETS_PER_APP) throw new SecretLimitError();
}

function toSecret(row: SecretRow): AppSecret {
  return {
    id: row.id,
    label: row.label,
    hint: row.hint,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}
