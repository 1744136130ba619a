import type { Postgres } from './postgres.client.js';

/** What an integration has to do, and does. */
export interface IntegrationLoad {
  /** Deliveries that are due and wait. */
  due: number;
  /** Deliveries whose time has not come. */
  scheduled: number;
  /** Deliveries that are being sent. */
  claimed: number;
  /** Deliveries whose outcome is unknown. */
  unknown: number;
  /** Since when the longest waiting due delivery is due. */
  oldestDueAt: Date | null;
  /** False when more wait than were counted. */
  isWhole: boolean;
  /** Messages that the vendor took, for each second of the last minute. */
  sentPerSecond: number;
  /** Until when a sender of it is held because the vendor asked to slow down; null: none is. */
  heldUntil: Date | null;
}

/** Of one lane so many waiting deliveries are counted at most. */
const COUNTED_IN_LANE = 10_000;
/** So many events are looked back for what was sent. */
const EVENTS_LOOKED_BACK = 10_000;

const LOADS = {
  name: 'loads_of_integrations',
  text: `
    with waiting as (
      select lanes.integration_id, sum(queue.due) as due, sum(queue.scheduled) as scheduled, sum(held.claimed) as claimed,
        min(queue.oldest_due_at) as oldest_due_at, bool_and(queue.due + queue.scheduled < $2::int) as is_whole,
        max(nullif(senders.held_until, '-infinity')) as held_until
      from lanes
      join senders on senders.id = lanes.sender_id
      cross join lateral (
        select count(*) filter (where due_at <= now()) as due, count(*) filter (where due_at > now()) as scheduled,
          min(due_at) filter (where due_at <= now()) as oldest_due_at
        from (
          select due_at from deliveries where lane_id = lanes.id and stage = 'waiting' order by due_at limit $2::int
        ) as first
      ) as queue
      cross join lateral (
        select count(*) as claimed from deliveries where lane_id = lanes.id and stage = 'claimed'
      ) as held
      where lanes.app_id = $1::uuid
      group by lanes.integration_id
    ), unknown as (
      select integration_id, count(*) as count from deliveries
      where stage = 'unknown' and lease_until is null and app_id = $1::uuid
      group by integration_id
    ), recent as materialized (
      select delivery_id, type, recorded_at from events where app_id = $1::uuid
      order by tx desc, seq desc
      limit $3::int
    ), span as (
      select case when count(*) < $3::int then 60
        else least(60, greatest(1, extract(epoch from now() - min(recorded_at)))) end as seconds
      from recent
    ), sent as (
      select deliveries.integration_id, count(*) as count
      from recent join deliveries on deliveries.id = recent.delivery_id
      where recent.type = 'sent' and recent.recorded_at > now() - interval '60 s'
      group by deliveries.integration_id
    )
    select integrations.id, coalesce(waiting.due, 0)::int as due, coalesce(waiting.scheduled, 0)::int as scheduled,
      coalesce(waiting.claimed, 0)::int as claimed, coalesce(unknown.count, 0)::int as unknown,
      waiting.oldest_due_at as "oldestDueAt", coalesce(waiting.is_whole, true) as "isWhole",
      round(coalesce(sent.count, 0) / span.seconds::numeric, 3)::float8 as "sentPerSecond",
      case when waiting.held_until > now() then waiting.held_until end as "heldUntil"
    from integrations
    cross join span
    left join waiting on waiting.integration_id = integrations.id
    left join unknown on unknown.integration_id = integrations.id
    left join sent on sent.integration_id = integrations.id
    where integrations.app_id = $1::uuid`,
};

/** What the integrations of an app have to do. */
export class IntegrationLoads {
  constructor(private readonly postgres: Postgres) {}

  /** By integration id. */
  async of(appId: string): Promise<ReadonlyMap<string, IntegrationLoad>> {
    const rows = await this.postgres.rows<IntegrationLoad & { id: string }>(LOADS, [
      appId,
      COUNTED_IN_LANE,
      EVENTS_LOOKED_BACK,
    ]);
    return new Map(rows.map(({ id, ...load }) => [id, load]));
  }
}
