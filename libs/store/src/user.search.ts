import type { JsonObject } from '#herald/channel-provider';
import { sql } from 'kysely';
import type { Postgres } from './postgres.client.js';
import { readSearchText } from './search.text.js';
import { decodeTextCursor, encodeTextCursor } from './text.cursor.js';
import type { User } from './user.repository.js';

/** Which users. */
export interface UserQuery {
  /** The beginning of an identifier, or a whole phone number in any spelling, or a whole email address. */
  q?: string;
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

interface UserRow {
  identifier: string;
  profile: JsonObject;
  created_at: Date;
  updated_at: Date;
}

/** Lists users. */
export class UserSearch {
  constructor(private readonly postgres: Postgres) {}

  /**
   * A page of the app's users, by identifier.
   *
   * @throws InvalidCursorError
   */
  async page(appId: string, { q = '', limit, after = '' }: UserQuery): Promise<{ data: User[]; next: string | null }> {
    const { plain, digits, lower } = readSearchText(q);
    const place = after === '' ? '' : decodeTextCursor(after, (key) => key !== '');
    const rest = sql`app_id = ${appId} and identifier collate "C" > ${place}`;
    const { rows } = await sql<UserRow>`
      select identifier, profile, created_at, updated_at from users
      where app_id = ${appId} and identifier in (
        (select identifier from users
          where ${rest} and identifier collate "C" like ${beginningWith(plain)} order by identifier collate "C" limit ${limit})
        union
        (select identifier from users
          where ${rest} and profile ? 'phoneNumber' and digits_of(profile ->> 'phoneNumber') = ${digits} limit ${limit})
        union
        (select identifier from users
          where ${rest} and profile ? 'email' and lower(profile ->> 'email') = ${lower} limit ${limit})
      )
      order by identifier collate "C"
      limit ${limit}`.execute(this.postgres.query);
    const last = rows.at(-1);
    return {
      data: rows.map((row) => ({
        identifier: row.identifier,
        profile: row.profile,
        createdAt: row.created_at,
        updatedAt: row.updated_at,
      })),
      next: rows.length === limit && last !== undefined ? encodeTextCursor(last.identifier) : null,
    };
  }
}

function beginningWith(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
