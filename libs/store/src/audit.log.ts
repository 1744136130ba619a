import type { JsonObject } from '#herald/channel-provider';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type { AuditOutcome } from './member.tables.js';
import type { Postgres } from './postgres.client.js';

/** Something that somebody does in the dashboard. */
export interface AuditAct {
  /** The name of the call in the OpenAPI document, or of what has no call. */
  action: string;
  memberId: string | null;
  /** Of the member, at the time. */
  email: string | null;
  appId: string | null;
  /** Id of what is changed, where it is known. */
  object: string | null;
  /** What was asked for, free of secrets and personal data. */
  given: JsonObject | null;
  ip: string | null;
  userAgent: string | null;
}

/** What came of an act. */
export interface AuditResult {
  outcome: AuditOutcome;
  /** The `type` of the problem that it was answered with. */
  problem: string | null;
  /** Id of what was made. */
  object?: string | undefined;
}

/** An act as it is kept. Without an outcome it is under way, or its process died: it may have been done. */
export interface AuditEntry extends AuditAct {
  id: string;
  at: Date;
  outcome: AuditOutcome | null;
  problem: string | null;
}

/** Which entries. */
export interface AuditQuery {
  /** `id` of the last entry of the page before; from the newest without one. */
  after?: string;
  limit: number;
  memberId?: string;
  action?: string;
  appId?: string;
  object?: string;
  outcome?: AuditOutcome;
  /** Not before. */
  from?: Date;
  /** Before. */
  to?: Date;
}

/** The audit log: entries are added and get their outcome, nothing else. */
export class AuditLog {
  constructor(private readonly postgres: Postgres) {}

  /** Writes an act down before it is done; gives the entry's id. */
  async begin(act: AuditAct): Promise<string> {
    const id = uuidv7();
    await this.#insert(id, act, null);
    return id;
  }

  /** Adds what came of an act. */
  async finish(id: string, { outcome, problem, object }: AuditResult): Promise<void> {
    await this.postgres.query
      .updateTable('audit_log')
      .set({ outcome, problem, object: sql`coalesce(object, ${object ?? null})` })
      .where('id', '=', id)
      .execute();
  }

  /** Writes an act down with what came of it. */
  async record(act: AuditAct, result: AuditResult): Promise<void> {
    await this.#insert(uuidv7(), act, result);
  }

  /** A page of entries, the newest first; `next` leads to older ones. */
  async page({ after, limit, from, to, ...equal }: AuditQuery): Promise<{ data: AuditEntry[]; next: string | null }> {
    let select = this.postgres.query.selectFrom('audit_log').selectAll();
    if (after !== undefined) select = select.where('id', '<', after);
    if (from !== undefined) select = select.where('at', '>=', from);
    if (to !== undefined) select = select.where('at', '<', to);
    if (equal.memberId !== undefined) select = select.where('member_id', '=', equal.memberId);
    if (equal.action !== undefined) select = select.where('action', '=', equal.action);
    if (equal.appId !== undefined) select = select.where('app_id', '=', equal.appId);
    if (equal.object !== undefined) select = select.where('object', '=', equal.object);
    if (equal.outcome !== undefined) select = select.where('outcome', '=', equal.outcome);
    const rows = await select
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    const data = rows.slice(0, limit).map(({ member_id, app_id, user_agent, ...row }) => ({
      ...row,
      memberId: member_id,
      appId: app_id,
      userAgent: user_agent,
    }));
    return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
  }

  async #insert(id: string, act: AuditAct, result: AuditResult | null): Promise<void> {
    const { memberId, appId, userAgent, given, ...rest } = act;
    await this.postgres.query
      .insertInto('audit_log')
      .values({
        ...rest,
        id,
        member_id: memberId,
        app_id: appId,
        user_agent: userAgent,
        given: given === null ? null : JSON.stringify(given),
        outcome: result?.outcome ?? null,
        problem: result?.problem ?? null,
      })
      .execute();
  }
}
