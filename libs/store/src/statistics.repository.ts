import type { EventType } from '#herald/channel-provider';
import { type RawBuilder, sql } from 'kysely';
import { InvalidCursorError } from './feed.cursor.js';
import type { Postgres } from './postgres.client.js';

/** What counts can be told apart by. */
export const STATISTICS_DIMENSIONS = ['type', 'channel', 'provider', 'reason', 'tenant'] as const;

/** What counts can be told apart by. */
export type StatisticsDimension = (typeof STATISTICS_DIMENSIONS)[number];

/** Which counts. */
export interface StatisticsQuery {
  /** Whole intervals from the one that holds this time. */
  from: Date;
  /** Up to, without, this time; to the minute, or to the quarter of an hour. */
  to: Date;
  interval: 'minute' | 'hour' | 'day';
  /** Whether intervals are added up: one row for the whole time, from the beginning of the first one. */
  total?: boolean;
  /** IANA name: where hours and days begin. */
  timezone: string;
  groupBy: readonly StatisticsDimension[];
  /** Only events with these values. */
  only: { [dimension in StatisticsDimension]?: string };
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

/** How many events occurred in an interval. Only the dimensions asked for are there; null: the events have no such value. */
export interface StatisticsRow {
  /** The beginning of the interval. */
  from: Date;
  type?: EventType;
  channel?: string | null;
  provider?: string | null;
  reason?: string | null;
  tenant?: string | null;
  count: number;
  /** When the last of them occurred. */
  lastAt: Date;
}

type CountRow = { from: Date; count: string; lastAt: Date } & { [dimension in StatisticsDimension]?: string };

/** The rolled-up counts of events. */
export class StatisticsRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * A page of counts, by time and then by dimension. What has no events has no row.
   *
   * @throws InvalidCursorError
   */
  async page(appId: string, query: StatisticsQuery): Promise<{ data: StatisticsRow[]; next: string | null }> {
    const { from, to, interval, timezone, groupBy, only, limit } = query;
    const start = sql`date_trunc(${interval}, ${from}::timestamptz, ${timezone})`;
    const rowStart = query.total ? start : sql`date_trunc(${interval}, bucket, ${timezone})`;
    const table = sql.table(interval === 'minute' ? 'stats_minutes' : 'stats_quarters');
    const dimensions = groupBy.map((name) => sql`, ${sql.ref(name)}`);
    const conditions = STATISTICS_DIMENSIONS.filter((name) => only[name] !== undefined).map(
      (name) => sql` and ${sql.ref(name)} = ${only[name]}`,
    );
    const { rows } = await sql<CountRow>`
      select * from (
        select ${rowStart} as "from" ${sql.join([...dimensions, sql` `], sql``)},
          sum(count) as count, max(last_at) as "lastAt"
        from ${table}
        where app_id = ${appId} and bucket >= ${start}
          and bucket < ${to} ${sql.join([...conditions, sql` `], sql``)}
        group by 1 ${sql.join([...dimensions, sql` `], sql``)}
      ) as counted
      ${behind(groupBy, query.after)}
      order by "from" ${sql.join([...dimensions, sql` `], sql``)}
      limit ${limit}`.execute(this.postgres.query);
    const last = rows.at(-1);
    return {
      data: rows.map((row) => toRow(row, groupBy)),
      next: rows.length === limit && last !== undefined ? encode(last, groupBy) : null,
    };
  }
}

function toRow(row: CountRow, groupBy: readonly StatisticsDimension[]): StatisticsRow {
  const dimensions = groupBy.map((name) => [name, row[name] === '' ? null : row[name]]);
  return {
    from: row.from,
    ...(Object.fromEntries(dimensions) as Partial<StatisticsRow>),
    count: Number(row.count),
    lastAt: row.lastAt,
  };
}

function encode(row: CountRow, groupBy: readonly StatisticsDimension[]): string {
  const place = [row.from.toISOString(), ...groupBy.map((name) => row[name])];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function behind(groupBy: readonly StatisticsDimension[], after: string | undefined): RawBuilder<unknown> {
  if (after === undefined) return sql``;
  const [from, ...values] = decode(after, groupBy.length + 1);
  const names = groupBy.map((name) => sql`, ${sql.ref(name)}`);
  const bounds = values.map((value) => sql`, ${value}::text`);
  return sql`where ("from" ${sql.join([...names, sql` `], sql``)}) > (${from}::timestamptz ${sql.join([...bounds, sql` `], sql``)})`;
}

function decode(cursor: string, length: number): string[] {
  const text = Buffer.from(cursor, 'base64url').toString();
  const place: unknown = /^\["[^\0]*"\]$/.test(text) ? parsed(text) : undefined;
  const isPlace = Array.isArray(place) && place.length === length && place.every((part) => typeof part === 'string');
  if (!isPlace || Number.isNaN(Date.parse(String(place[0])))) throw new InvalidCursorError();
  return place;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new InvalidCursorError();
    throw cause;
  }
}
