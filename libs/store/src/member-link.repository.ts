import { type Kysely, sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { type Member, ableMembers, foldedEmail, lockMembers, toMember } from './member.repository.js';
import type { LinkPurpose } from './member.tables.js';
import type { Postgres } from './postgres.client.js';
import type { Schema } from './schema.types.js';
import { newToken, tokenHash } from './secret.token.js';

const LINK_LIFETIME_HOURS = 24;

/** A link that sets a password, once. */
export interface MemberLink {
  purpose: LinkPurpose;
  /** Of the member whose password it sets; null where the first admin chooses. */
  email: string | null;
  expiresAt: Date;
}

/** A link as it was made; its token is not to be had again. */
export interface NewMemberLink {
  token: string;
  expiresAt: Date;
}

/** The one-time links by which members come to their password. The store keeps what it recognises them by, not them. */
export class MemberLinkRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Makes a link for the first admin, good until one can sign in. Several servers that start together each make one: the
   * first that is used ends the others.
   *
   * @param memberId of the member who is to be the first admin; null where whoever has the link chooses the address
   */
  makeForFirstAdmin(memberId: string | null): Promise<NewMemberLink> {
    return this.#insert(this.postgres.query, 'first_admin', memberId);
  }

  /** Makes a link for a member, which ends earlier ones: an invitation, or a reset where there is a password already. */
  makeFor(member: Member): Promise<NewMemberLink> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('member_links').where('member_id', '=', member.id).execute();
      return this.#insert(transaction, member.hasPassword ? 'reset' : 'invitation', member.id);
    });
  }

  /** The link of a token; undefined when it was used, has run out, or never was. */
  async find(token: string): Promise<MemberLink | undefined> {
    const row = await this.#usable(this.postgres.query, token)
      .leftJoin('members', 'members.id', 'member_links.member_id')
      .select(['purpose', 'expires_at', 'members.email'])
      .executeTakeFirst();
    return row === undefined ? undefined : { purpose: row.purpose, email: row.email, expiresAt: row.expires_at };
  }

  /**
   * Sets the password of the link's member, or makes the first admin. The link is spent, and so are the member's other
   * links and sessions.
   *
   * @param email of the first admin, where the link names nobody
   * @returns undefined when the link was used, has run out, or never was
   */
  use(token: string, passwordHash: string, email: string | null): Promise<Member | undefined> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      await lockMembers(transaction);
      const link = await this.#usable(transaction, token).select(['purpose', 'member_id']).executeTakeFirst();
      if (link === undefined) return undefined;
      const member =
        link.member_id === null
          ? await makeFirstAdmin(transaction, email, passwordHash)
          : await setPassword(transaction, link.member_id, passwordHash);
      await transaction
        .deleteFrom('member_links')
        .where((is) => is.or([is('member_id', '=', member.id), is('purpose', '=', 'first_admin')]))
        .execute();
      await transaction.deleteFrom('sessions').where('member_id', '=', member.id).execute();
      return member;
    });
  }

  /** Links for the first admin end when somebody can sign in, those of a member when the member is disabled. */
  #usable(query: Kysely<Schema>, token: string) {
    return query
      .selectFrom('member_links')
      .where('token_hash', '=', tokenHash(token))
      .where('member_links.expires_at', '>', sql<Date>`now()`)
      .where((is) => is.or([is('purpose', '<>', 'first_admin'), is.not(is.exists(ableMembers(query)))]));
  }

  async #insert(query: Kysely<Schema>, purpose: LinkPurpose, memberId: string | null): Promise<NewMemberLink> {
    const token = newToken();
    const expiry = sql<Date>`now() + ${LINK_LIFETIME_HOURS} * interval '1 hour'`;
    await query
      .deleteFrom('member_links')
      .where('expires_at', '<', sql<Date>`now()`)
      .execute();
    const { expires_at: expiresAt } = await query
      .insertInto('member_links')
      .values({ token_hash: tokenHash(token), member_id: memberId, purpose, expires_at: expiry })
      .returning('expires_at')
      .executeTakeFirstOrThrow();
    return { token, expiresAt };
  }
}

/** An invited member with this address, who has no password yet, becomes the admin. */
async function makeFirstAdmin(query: Kysely<Schema>, email: string | null, passwordHash: string): Promise<Member> {
  const row = await query
    .insertInto('members')
    .values({ id: uuidv7(), email: foldedEmail(email ?? ''), role: 'admin', password_hash: passwordHash })
    .onConflict((conflict) =>
      conflict.column('email').doUpdateSet({ role: 'admin', password_hash: passwordHash, disabled_at: null }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return toMember(row);
}

async function setPassword(query: Kysely<Schema>, id: string, passwordHash: string): Promise<Member> {
  const row = await query
    .updateTable('members')
    .set({ password_hash: passwordHash })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toMember(row);
}
