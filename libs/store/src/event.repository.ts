import type { DiscardReason, EventType } from '#herald/channel-provider';
import { type SelectQueryBuilder, sql } from 'kysely';
import { BEGINNING, decodeCursor, encodeCursor, laterOf } from './feed.cursor.js';
import { type Postgres, columns } from './postgres.client.js';
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

/** An event with its place in the feed. */
export interface PlacedEvent {
  event: EventRecord;
  /** Reads on behind this event. */
  cursor: string;
}

/** Someone who has read the feed of an app up to a cursor. */
export interface FeedReader {
  appId: string;
  after: string;
}

const HAVE_NEWS = {
  name: 'feeds_with_news',
  text: `
    with now as materialized (select feed_horizon() as horizon)
    select exists (
      select from events
      where events.app_id = reader.app_id and (events.tx, events.seq) > (reader.tx, reader.seq) and events.tx < now.horizon
    ) as has_news
    from now cross join unnest($1::uuid[], $2::bigint[], $3::bigint[]) with ordinality as reader(app_id, tx, seq, place)
    order by reader.place`,
};

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
    const { data, next } = await this.read(appId, query);
    return { data: data.map(({ event }) => event), next };
  }

  /**
   * Like `page`, each event with a cursor of its own.
   *
   * @throws InvalidCursorError
   */
  async read(appId: string, query: EventQuery): Promise<{ data: PlacedEvent[]; next: string }> {
    const after = query.after === undefined ? BEGINNING : decodeCursor(query.after);
    const horizon = await this.#horizon();
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
      data: rows.map(({ position_tx: tx, position_seq: seq, ...event }) => ({
        event,
        cursor: encodeCursor({ tx, seq }),
      })),
      next: encodeCursor(
        isFull ? { tx: last.position_tx, seq: last.position_seq } : laterOf(after, { tx: horizon, seq: '0' }),
      ),
    };
  }

  /** A cursor behind everything that can be read now: whoever reads on from it gets what comes. */
  async end(): Promise<string> {
    return encodeCursor({ tx: await this.#horizon(), seq: '0' });
  }

  /**
   * For each reader, in their order, whether there is something to read on.
   *
   * @throws InvalidCursorError
   */
  async haveNews(readers: readonly FeedReader[]): Promise<boolean[]> {
    const placed = readers.map(({ appId, after }) => ({ appId, ...decodeCursor(after) }));
    const rows = await this.postgres.rows<{ has_news: boolean }>(
      HAVE_NEWS,
      columns(
        placed,
        ({ appId }) => appId,
        ({ tx }) => tx,
        ({ seq }) => seq,
      ),
    );
    return rows.map((row) => row.has_news);
  }

  async #horizon(): Promise<string> {
    const { rows } = await sql<{ horizon: string }>`select feed_horizon()::text as horizon`.execute(
      this.postgres.query,
    );
    return rows[0]?.horizon ?? '0';
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
