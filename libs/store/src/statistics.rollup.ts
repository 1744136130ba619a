import { sql } from 'kysely';
import type { Postgres } from './postgres.client.js';

/** For so long counts are kept by the minute. */
export const MINUTES_KEPT_DAYS = 3;

const BEHIND = {
  name: 'apps_behind_in_statistics',
  text: `
    with now as materialized (select feed_horizon() as horizon)
    select apps.id
    from now cross join apps
    left join stats_progress as at on at.app_id = apps.id
    where exists (
      select from events
      where events.app_id = apps.id and (events.tx, events.seq) > (coalesce(at.tx, 0), coalesce(at.seq, 0))
        and events.tx < now.horizon
    )
    limit 1000`,
};

const DIMENSIONS = sql.raw('bucket, type, channel, provider, reason, tenant');
const ADDED = (table: string) =>
  sql.raw(`on conflict (app_id, bucket, type, channel, provider, reason, tenant) do update
        set count = ${table}.count + excluded.count, last_at = greatest(${table}.last_at, excluded.last_at)`);

/** Counts events: each once, in the transaction that also notes how far it has come. */
export class StatisticsRollup {
  constructor(private readonly postgres: Postgres) {}

  /** Apps that have events which are not counted yet. */
  async appsBehind(): Promise<string[]> {
    const rows = await this.postgres.rows<{ id: string }>(BEHIND, []);
    return rows.map(({ id }) => id);
  }

  /**
   * Counts the next events of an app, by the time at which they occurred, however late they came. Nothing while another
   * process does.
   *
   * @param atMost events
   * @param onCounted called before the commit
   * @returns how many were counted
   */
  rollUp(appId: string, atMost: number, onCounted: (events: number) => void = () => undefined): Promise<number> {
    return this.postgres.query.transaction().execute(async (query) => {
      await sql`insert into stats_progress (app_id, tx, seq) values (${appId}, 0, 0) on conflict do nothing`.execute(
        query,
      );
      const { rows } = await sql<{ count: number }>`
        with at as materialized (
          select tx, seq from stats_progress where app_id = ${appId} for update skip locked
        ), now as materialized (
          select feed_horizon() as horizon
        ), batch as materialized (
          select read.* from at cross join now cross join lateral (
            select tx, seq, type, channel, provider, reason, tenant, occurred_at from events
            where app_id = ${appId} and (events.tx, events.seq) > (at.tx, at.seq) and events.tx < now.horizon
            order by tx, seq
            limit ${atMost}
          ) as read
        ), counted as materialized (
          select date_trunc('minute', occurred_at, 'UTC') as bucket, type, coalesce(channel, '') as channel,
            coalesce(provider, '') as provider, coalesce(reason ->> 'code', '') as reason, coalesce(tenant, '') as tenant,
            count(*) as count, max(occurred_at) as last_at
          from batch group by 1, 2, 3, 4, 5, 6
        ), minutes as (
          insert into stats_minutes (app_id, ${DIMENSIONS}, count, last_at)
          select ${appId}::uuid, ${DIMENSIONS}, count, last_at from counted
          where bucket > now() - ${MINUTES_KEPT_DAYS} * interval '1 day'
          ${ADDED('stats_minutes')}
        ), quarters as (
          insert into stats_quarters (app_id, ${DIMENSIONS}, count, last_at)
          select ${appId}::uuid, bucket - (extract(minute from bucket)::int % 15) * interval '1 minute', type, channel,
            provider, reason, tenant, sum(count), max(last_at)
          from counted group by 2, 3, 4, 5, 6, 7
          ${ADDED('stats_quarters')}
        ), moved as (
          update stats_progress set tx = last.tx, seq = last.seq
          from (select tx, seq from batch order by tx desc, seq desc limit 1) as last
          where app_id = ${appId}
        )
        select count(*)::int as count from batch`.execute(query);
      const count = rows[0]?.count ?? 0;
      if (count > 0) onCounted(count);
      return count;
    });
  }

  /** Lets go of counts by the minute that are too old; gives their number. */
  async forgetMinutes(): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from stats_minutes where bucket < now() - ${MINUTES_KEPT_DAYS} * interval '1 day'`.execute(
      this.postgres.query,
    );
    return Number(numAffectedRows ?? 0);
  }
}
