import type { InboundMessage } from '#herald/channel-provider';
import { sql } from 'kysely';
import type { Postgres } from './postgres.client.js';
import { decodeTextCursor, encodeTextCursor } from './text.cursor.js';

/** Something that a user wrote to us, as it is read. */
export interface InboundView extends Omit<InboundMessage, 'kind'> {
  id: string;
  provider: string;
  receivedAt: Date;
}

/** Which inbound messages; what is not given does not restrict. */
export interface InboundQuery {
  provider?: string;
  /** Address of the user, as the provider writes addresses. */
  sender?: string;
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

interface InboundRow {
  id: string;
  provider: string;
  message: InboundMessage;
  received_at: Date;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What users wrote to each app. */
export class InboundRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * A page of messages, newest first.
   *
   * @throws InvalidCursorError
   */
  async page(appId: string, query: InboundQuery): Promise<{ data: InboundView[]; next: string | null }> {
    const { provider, sender, limit, after } = query;
    const conditions = [
      after === undefined ? undefined : sql` and id < ${decodeTextCursor(after, (key) => UUID.test(key))}::uuid`,
      provider === undefined ? undefined : sql` and provider = ${provider}`,
      sender === undefined ? undefined : sql` and sender = ${sender}`,
      sql` `,
    ].filter((condition) => condition !== undefined);
    const { rows } = await sql<InboundRow>`
      select id, provider, message, received_at from inbound_messages
      where app_id = ${appId} ${sql.join(conditions, sql``)}
      order by id desc
      limit ${limit}`.execute(this.postgres.query);
    const last = rows.at(-1);
    return {
      data: rows.map(({ id, provider: by, message: { kind: _kind, ...message }, received_at: receivedAt }) => ({
        id,
        provider: by,
        receivedAt,
        ...message,
      })),
      next: rows.length === limit && last !== undefined ? encodeTextCursor(last.id) : null,
    };
  }
}
