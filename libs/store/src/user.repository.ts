import type { JsonObject } from '#herald/channel-provider';
import { sql } from 'kysely';
import { type Postgres, columns } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import { Batcher } from './statement.batch.js';

/** A recipient. */
export interface User {
  identifier: string;
  profile: JsonObject;
  createdAt: Date;
  updatedAt: Date;
}

interface ProfileKey {
  appId: string;
  identifier: string;
}

const PROFILES = {
  name: 'profiles',
  text: `
    select wanted.place::int as place, users.profile
    from unnest($1::uuid[], $2::text[]) with ordinality as wanted(app_id, identifier, place)
    join users on users.app_id = wanted.app_id and users.identifier = wanted.identifier`,
};

/** The recipients of each app. */
export class UserRepository {
  readonly #profiles: Batcher<ProfileKey, JsonObject | undefined>;

  constructor(private readonly postgres: Postgres) {
    this.#profiles = new Batcher((keys) => this.#readProfiles(keys), isRowFault, { maxItems: 5_000, maxRuns: 1 });
  }

  /** Lays the properties over the kept profile, or makes the user; a null removes a property. */
  async upsert(appId: string, identifier: string, profile: JsonObject): Promise<{ user: User; created: boolean }> {
    const text = JSON.stringify(profile);
    const row = await this.postgres.query
      .insertInto('users')
      .values({ app_id: appId, identifier, profile: sql`merge_profile('{}', ${text}::jsonb)` })
      .onConflict((conflict) =>
        conflict.columns(['app_id', 'identifier']).doUpdateSet({
          profile: sql`merge_profile(users.profile, ${text}::jsonb)`,
          updated_at: sql`now()`,
        }),
      )
      .returning(['identifier', 'profile', 'created_at', 'updated_at', sql<boolean>`xmax = 0`.as('created')])
      .executeTakeFirstOrThrow();
    return { user: toUser(row), created: row.created };
  }

  async find(appId: string, identifier: string): Promise<User | undefined> {
    const row = await this.postgres.query
      .selectFrom('users')
      .select(['identifier', 'profile', 'created_at', 'updated_at'])
      .where('app_id', '=', appId)
      .where('identifier', '=', identifier)
      .executeTakeFirst();
    return row === undefined ? undefined : toUser(row);
  }

  /** The profiles of these users, in their order; undefined where there is no such user. */
  profiles(appId: string, identifiers: readonly string[]): Promise<(JsonObject | undefined)[]> {
    return Promise.all(identifiers.map((identifier) => this.#profiles.add({ appId, identifier })));
  }

  /** True when there was such a user. What was already sent to it stays. */
  async delete(appId: string, identifier: string): Promise<boolean> {
    const result = await this.postgres.query
      .deleteFrom('users')
      .where('app_id', '=', appId)
      .where('identifier', '=', identifier)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  async #readProfiles(keys: ProfileKey[]): Promise<(JsonObject | undefined)[]> {
    const rows = await this.postgres.rows<{ place: number; profile: JsonObject }>(
      PROFILES,
      columns(
        keys,
        (key) => key.appId,
        (key) => key.identifier,
      ),
    );
    const byPlace = new Map(rows.map((row) => [row.place, row.profile]));
    return keys.map((_, index) => byPlace.get(index + 1));
  }
}

/** Lays given properties over kept ones as the store does; a null removes. */
export function mergeProfile(kept: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null));
}

function toUser(row: { identifier: string; profile: JsonObject; created_at: Date; updated_at: Date }): User {
  return { identifier: row.identifier, profile: row.profile, createdAt: row.created_at, updatedAt: row.updated_at };
}
