import type { DiscardReason, EventType } from '#herald/channel-provider';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Postgres } from './postgres.client.js';
import type { Schema } from './schema.types.js';

/** Something that happened to a delivery, as analytics reads it. */
export interface EventRecord {
  id: string;
  type: EventType;
  occurredAt: Date;
  recordedAt: Date;
  notificationId: string;
  deliveryId: string;
  recipient: string;
  tenant: string | null;
  channel: string | null;
  provider: string | null;
  providerMessageId: string | null;
  reason: DiscardReason | null;
}

/** Which events, from where on. */
export interface EventQuery {
  /** A cursor of an earlier page; from the beginning without one. */
  after?: string;
  limit: number;
  type?: EventType;
  channel?: string;
  provider?: string;
  notificationId?: string;
}

/** The cursor was not made by this feed. */
export class InvalidCursorError extends Error {
  constructor() {
    super('The cursor was not made by this feed; use the `next` of an earlier page, or none to start at the beginning');
    this.name = 'InvalidCursorError';
  }
}

interface Position {
  tx: string;
  seq: string;
}

/** The columns that an event is read from. */
export const EVENT_COLUMNS = [
  'id',
  'type',
  'occurred_at as occurredAt',
  'recorded_at as recordedAt',
  'notification_id as notificationId',
  'delivery_id as deliveryId',
  'recipient',
  'tenant',
  'channel',
  'provider',
  'provider_message_id as providerMessageId',
  'reason',
] as const;

/** The stream of events of each app, oldest first. */
export class EventRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * A page of the feed. It ends before the oldest transaction that is still under way, so nothing can later appear
   * behind a cursor; `next` always leads on, also from an empty page.
   *
   * @throws InvalidCursorError
   */
  async page(appId: string, query: EventQuery): Promise<{ data: EventRecord[]; next: string }> {
    const after = query.after === undefined ? { tx: '0', seq: '0' } : decodeCursor(query.after);
    const { rows: horizons } = await sql<{ horizon: string }>`select feed_horizon()::text as horizon`.execute(
      this.postgres.query,
    );
    const horizon = horizons[0]?.horizon ?? '0';
    const rows = await this.#select(appId, query)
      .select([sql<string>`tx::text`.as('position_tx'), sql<string>`seq::text`.as('position_seq'), ...EVENT_COLUMNS])
      .where(sql<boolean>`(tx, seq) > (${after.tx}::bigint, ${after.seq}::bigint)`)
      .where('tx', '<', horizon)
      .orderBy('events.tx')
      .orderBy('events.seq')
      .limit(query.limit)
      .execute();
    const last = rows.at(-1);
    const isFull = rows.length === query.limit && last !== undefined;
    return {
      data: rows.map(({ position_tx: _tx, position_seq: _seq, ...event }) => event),
      next: encodeCursor(
        isFull ? { tx: last.position_tx, seq: last.position_seq } : laterOf(after, { tx: horizon, seq: '0' }),
      ),
    };
  }

  #select(appId: string, query: EventQuery): SelectQueryBuilder<Schema, 'events', object> {
    let select = this.postgres.query.selectFrom('events').where('app_id', '=', appId);
    if (query.type !== undefined) select = select.where('type', '=', query.type);
    if (query.channel !== undefined) select = select.where('channel', '=', query.channel);
    if (query.provider !== undefined) select = select.where('provider', '=', query.provider);
    if (query.notificationId !== undefined) select = select.where('notification_id', '=', query.notificationId);
    return select;
  }
}

function laterOf(one: Position, other: Position): Position {
  return BigInt(one.tx) >= BigInt(other.tx) ? one : other;
}

function encodeCursor(position: Position): string {
  return Buffer.from(`${position.tx}.${position.seq}`).toString('base64url');
}

function decodeCursor(cursor: string): Position {
  const match = /^(\d{1,18})\.(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, tx, seq] = match ?? [];
  if (tx === undefined || seq === undefined) throw new InvalidCursorError();
  return { tx, seq };
}
