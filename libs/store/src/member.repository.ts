import { type Kysely, type SelectQueryBuilder, type Selectable, sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { MemberRole, MemberTables } from './member.tables.js';
import type { Postgres } from './postgres.client.js';
import type { Schema } from './schema.types.js';

/** A person who signs in to the dashboard. */
export interface Member {
  id: string;
  /** In lower case. */
  email: string;
  role: MemberRole;
  disabled: boolean;
  /** False until the member has followed the link that sets the password. */
  hasPassword: boolean;
  lastSignedInAt: Date | null;
  createdAt: Date;
}

/** What to change of a member; what is not given stays. */
export interface MemberChange {
  role?: MemberRole;
  disabled?: boolean;
}

/** The change would leave nobody who can sign in as admin. Nothing was changed. */
export class LastAdminError extends Error {
  constructor() {
    super('This is the last admin who can sign in; make somebody else admin first');
    this.name = 'LastAdminError';
  }
}

type MemberRow = Selectable<MemberTables['members']>;

/** Everyone who may sign in to the dashboard. */
export class MemberRepository {
  constructor(private readonly postgres: Postgres) {}

  /** All members, by address. */
  async list(): Promise<Member[]> {
    return (await this.postgres.query.selectFrom('members').selectAll().orderBy('email').execute()).map(toMember);
  }

  async find(id: string): Promise<Member | undefined> {
    const row = await this.postgres.query.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toMember(row);
  }

  /** The member with this address, and the hash of the password where there is one. */
  async credentials(email: string): Promise<{ member: Member; passwordHash: string | null } | undefined> {
    const row = await this.postgres.query
      .selectFrom('members')
      .selectAll()
      .where('email', '=', foldedEmail(email))
      .executeTakeFirst();
    return row === undefined ? undefined : { member: toMember(row), passwordHash: row.password_hash };
  }

  /** Whether anybody has a password and is not disabled. */
  async someoneCanSignIn(): Promise<boolean> {
    return (await ableMembers(this.postgres.query).limit(1).execute()).length > 0;
  }

  /** A new member who has no password yet; undefined when the address is taken. */
  async create(email: string, role: MemberRole): Promise<Member | undefined> {
    const row = await this.postgres.query
      .insertInto('members')
      .values({ id: uuidv7(), email: foldedEmail(email), role })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? undefined : toMember(row);
  }

  /** Makes an admin with this password, unless somebody with the address has one; gives the member in both cases. */
  async ensureAdmin(email: string, passwordHash: string): Promise<Member> {
    await this.postgres.query
      .insertInto('members')
      .values({ id: uuidv7(), email: foldedEmail(email), role: 'admin', password_hash: passwordHash })
      .onConflict((conflict) =>
        conflict
          .column('email')
          .doUpdateSet({ password_hash: passwordHash, role: 'admin' })
          .where('members.password_hash', 'is', null),
      )
      .execute();
    const found = await this.credentials(email);
    if (found === undefined) throw new Error('The admin that was just made is gone');
    return found.member;
  }

  /**
   * Changes a member, and ends every session of one who is disabled.
   *
   * @returns the member, changed; undefined when there is none
   * @throws LastAdminError
   */
  change(id: string, { role, disabled }: MemberChange): Promise<Member | undefined> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      await lockMembers(transaction);
      const wasAble = await hasAbleAdmin(transaction);
      const row = await transaction
        .updateTable('members')
        .set({
          role: role ?? sql`role`,
          disabled_at: disabled === false ? null : sql`coalesce(disabled_at, ${disabled ? sql`now()` : null})`,
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      if (wasAble && !(await hasAbleAdmin(transaction))) throw new LastAdminError();
      if (row.disabled_at !== null) {
        await transaction.deleteFrom('sessions').where('member_id', '=', id).execute();
        await transaction.deleteFrom('member_links').where('member_id', '=', id).execute();
      }
      return toMember(row);
    });
  }

  /** Replaces the hash of a password; the sessions of the member stay. */
  async setPasswordHash(id: string, passwordHash: string): Promise<void> {
    await this.postgres.query
      .updateTable('members')
      .set({ password_hash: passwordHash })
      .where('id', '=', id)
      .execute();
  }

  /** Notes that the member has just signed in. */
  async noteSignIn(id: string): Promise<void> {
    await this.postgres.query
      .updateTable('members')
      .set({ last_signed_in_at: sql`now()` })
      .where('id', '=', id)
      .execute();
  }
}

/** An address as it is kept: two spellings of one address are one member. */
export function foldedEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Until the end of the transaction nobody else makes the first admin or takes admins away. */
export async function lockMembers(transaction: Kysely<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('herald.members'))`.execute(transaction);
}

/** Members who can sign in. */
export function ableMembers(query: Kysely<Schema>): SelectQueryBuilder<Schema, 'members', { id: string }> {
  return query
    .selectFrom('members')
    .select('id')
    .where('password_hash', 'is not', null)
    .where('disabled_at', 'is', null);
}

/** A row as a member, without the hash. */
export function toMember(row: MemberRow): Member {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    disabled: row.disabled_at !== null,
    hasPassword: row.password_hash !== null,
    lastSignedInAt: row.last_signed_in_at,
    createdAt: row.created_at,
  };
}

async function hasAbleAdmin(query: Kysely<Schema>): Promise<boolean> {
  return (await ableMembers(query).where('role', '=', 'admin').limit(1).execute()).length > 0;
}
