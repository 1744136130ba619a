import { type Selectable, sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import { type Member, toMember } from './member.repository.js';
import type { MemberTables } from './member.tables.js';
import type { Postgres } from './postgres.client.js';
import { newToken, tokenHash } from './secret.token.js';

/** A member's stay in the dashboard, in one browser. */
export interface Session {
  id: string;
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date;
  /** The end however much it is used. */
  expiresAt: Date;
  userAgent: string | null;
  ip: string | null;
}

/** From where a session is begun. */
export interface SessionOrigin {
  userAgent: string | null;
  ip: string | null;
}

/** How long sessions last. */
export interface SessionBounds {
  /** Unused for so long, a session ends. */
  idleMinutes: number;
  /** So long after its beginning a session ends. */
  lifetimeMinutes: number;
  /** Sessions of one member; the one that is unused for longest gives way. */
  perMember: number;
}

const SESSION_BOUNDS: SessionBounds = { idleMinutes: 8 * 60, lifetimeMinutes: 7 * 24 * 60, perMember: 20 };

const COLUMNS = ['id', 'created_at', 'last_used_at', 'expires_at', 'user_agent', 'ip'] as const;

type SessionRow = Pick<Selectable<MemberTables['sessions']>, (typeof COLUMNS)[number]>;

/** The sessions of all members. The store keeps what it recognises a token by, not the token. */
export class SessionRepository {
  constructor(
    private readonly postgres: Postgres,
    private readonly bounds: SessionBounds = SESSION_BOUNDS,
  ) {}

  /**
   * Begins a session, and lets go of those that have ended.
   *
   * @param replaced the token of a session that ends with it
   * @returns the session with its token, which is not to be had again
   */
  begin(
    memberId: string,
    { userAgent, ip }: SessionOrigin,
    replaced?: string,
  ): Promise<{ session: Session; token: string }> {
    const token = newToken();
    return this.postgres.query.transaction().execute(async (transaction) => {
      if (replaced !== undefined) {
        await transaction.deleteFrom('sessions').where('token_hash', '=', tokenHash(replaced)).execute();
      }
      await transaction
        .deleteFrom('sessions')
        .where((is) => is.or([is.not(this.#isLive()), is('id', 'in', this.#surplusOf(memberId))]))
        .execute();
      const row = await transaction
        .insertInto('sessions')
        .values({
          id: uuidv7(),
          token_hash: tokenHash(token),
          member_id: memberId,
          expires_at: sql`now() + ${this.bounds.lifetimeMinutes} * interval '1 minute'`,
          user_agent: userAgent,
          ip,
        })
        .returning(COLUMNS)
        .executeTakeFirstOrThrow();
      return { session: toSession(row), token };
    });
  }

  /** The session of a token with its member, unless it has ended or the member is disabled. It is used by this. */
  async find(token: string): Promise<{ session: Session; member: Member } | undefined> {
    const found = await this.look(token);
    if (found?.isStale) await this.#touch(found.session.id);
    return found;
  }

  /** The same without using it; `isStale` when it was last used more than a minute ago. */
  async look(token: string): Promise<{ session: Session; member: Member; isStale: boolean } | undefined> {
    const row = await this.postgres.query
      .selectFrom('sessions')
      .innerJoin('members', 'members.id', 'sessions.member_id')
      .selectAll('members')
      .select(['sessions.id as session_id', 'sessions.created_at as begun_at', 'last_used_at', 'expires_at'])
      .select(['user_agent', 'ip', sql<boolean>`last_used_at < now() - interval '1 minute'`.as('is_stale')])
      .where('token_hash', '=', tokenHash(token))
      .where('disabled_at', 'is', null)
      .where(this.#isLive())
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const session = toSession({ ...row, id: row.session_id, created_at: row.begun_at });
    return { session, member: toMember(row), isStale: row.is_stale };
  }

  /** The sessions of a member that have not ended, the last used first. */
  async list(memberId: string): Promise<Session[]> {
    const rows = await this.postgres.query
      .selectFrom('sessions')
      .select(COLUMNS)
      .where('member_id', '=', memberId)
      .where(this.#isLive())
      .orderBy('last_used_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
    return rows.map(toSession);
  }

  /** Ends one session of a member; true when there was one. */
  async end(memberId: string, id: string): Promise<boolean> {
    const result = await this.postgres.query
      .deleteFrom('sessions')
      .where('member_id', '=', memberId)
      .where('id', '=', id)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  /** Ends all sessions of a member. */
  async endAll(memberId: string): Promise<void> {
    await this.postgres.query.deleteFrom('sessions').where('member_id', '=', memberId).execute();
  }

  #isLive() {
    const { idleMinutes } = this.bounds;
    return sql<boolean>`sessions.expires_at > now() and sessions.last_used_at > now() - ${idleMinutes} * interval '1 minute'`;
  }

  #surplusOf(memberId: string) {
    return this.postgres.query
      .selectFrom('sessions')
      .select('id')
      .where('member_id', '=', memberId)
      .orderBy('last_used_at', 'desc')
      .offset(this.bounds.perMember - 1);
  }

  async #touch(id: string): Promise<void> {
    await this.postgres.query
      .updateTable('sessions')
      .set({ last_used_at: sql`now()` })
      .where('id', '=', id)
      .execute();
  }
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
    ip: row.ip,
  };
}
