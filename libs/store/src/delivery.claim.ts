import type { DiscardReason } from '#herald/channel-provider';
import { statusRank } from './delivery.status.js';
import type { Postgres } from './postgres.client.js';

/** A delivery that was claimed for handing over: work for it counts only while its fence is this one. */
export interface ClaimedDelivery {
  id: string;
  fence: number;
}

/** What became of claims whose lease ran out. */
export interface ReclaimedCounts {
  /** No attempt had begun: they wait again. */
  waiting: number;
  /** An attempt had begun and nobody knows its end. */
  unknown: number;
  /** Ids of deliveries that were discarded because too many workers died over them. */
  poisoned: string[];
}

/** What becomes of claims whose lease ran out. */
export interface ReclaimRules {
  /** From now until the vendor is asked about an attempt that had begun. */
  firstLookMs: number;
  /** A delivery over which this many workers died is discarded, for the reason `poison`. */
  maxDeaths: number;
  poison: DiscardReason;
}

/**
 * True of a delivery unless an earlier one from the same integration to the same address has an unknown outcome: what is
 * sent meanwhile could be mistaken for it. After an hour nothing new can be, and one message must not hold up all others.
 * The offset makes it one probe of an index for each delivery: a join goes wrong when many outcomes become unknown at once.
 */
export const PAIR_IS_FREE = `not exists (
        select from deliveries as held
        where held.stage = 'unknown' and held.address = deliveries.address
          and held.integration_id = deliveries.integration_id and held.updated_at > now() - interval '1 hour'
        offset 0
      )`;

const CLAIM_DUE = {
  name: 'claim_due',
  text: `
    with picked as (
      select id from deliveries
      where stage = 'waiting' and due_at <= now() and ${PAIR_IS_FREE}
      order by due_at
      limit greatest(0, least($1::int, $2::int - (select count(*) from deliveries where stage = 'claimed')))
      for update skip locked
    )
    update deliveries
    set stage = 'claimed', fence = fence + 1, lease_until = now() + $3::int * interval '1 ms'
    from picked
    where deliveries.id = picked.id
    returning deliveries.id, deliveries.fence`,
};

const RECLAIM_EXPIRED = {
  name: 'reclaim_expired',
  text: `
    with expired as (
      select id, fence from deliveries
      where stage = 'claimed' and lease_until < now()
      order by id
      limit 1000
      for update skip locked
    ), broken as (
      update attempts
      set outcome = 'unknown', finished_at = now(), detail = $1::jsonb
      from expired
      where attempts.delivery_id = expired.id and attempts.fence = expired.fence and attempts.outcome is null
      returning attempts.delivery_id
    ), judged as (
      select deliveries.id, broken.delivery_id is not null as is_broken,
        broken.delivery_id is not null and deliveries.deaths + 1 >= $3::int as is_poison
      from expired
      join deliveries on deliveries.id = expired.id
      left join broken on broken.delivery_id = expired.id
    ), moved as (
      update deliveries
      set stage = case when is_poison then 'settled' when is_broken then 'unknown' else 'waiting' end,
        status = case when is_poison then greatest(status, ${statusRank('discarded')}) else status end,
        reason = case when is_poison then $4::jsonb else reason end,
        attempts = deliveries.attempts + is_broken::int, deaths = deaths + is_broken::int,
        due_at = now() + case when is_broken then $2::int else 0 end * interval '1 ms',
        lease_until = null, updated_at = now()
      from judged
      where deliveries.id = judged.id
      returning deliveries.*
    ), told as (
      insert into events
        (app_id, id, type, notification_id, delivery_id, recipient, tenant, channel, provider, reason, dedupe, occurred_at)
      select app_id, gen_random_uuid(), 'discarded', notification_id, id, recipient, tenant, channel, provider, reason,
        'discarded:herald', now()
      from moved where stage = 'settled'
      on conflict (delivery_id, dedupe) do nothing
    )
    select count(*) filter (where stage = 'waiting')::int as waiting, count(*) filter (where stage = 'unknown')::int as unknown,
      coalesce(array_agg(id::text) filter (where stage = 'settled'), '{}') as poisoned
    from moved`,
};

/** Hands out deliveries that are due, each to one taker at a time, for the length of a lease. */
export class DeliveryClaims {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Claims deliveries that are due, longest due first.
   *
   * @param limit at most so many now
   * @param maxClaimed at most so many claimed in all, by everyone
   */
  async claimDue(limit: number, maxClaimed: number, leaseMs: number): Promise<ClaimedDelivery[]> {
    return this.postgres.rows<ClaimedDelivery>(CLAIM_DUE, [limit, maxClaimed, leaseMs]);
  }

  /** Takes back claims whose lease ran out: their worker died or slept. */
  async reclaimExpired({ firstLookMs, maxDeaths, poison }: ReclaimRules): Promise<ReclaimedCounts> {
    const detail = {
      cause: 'worker_died',
      explanation: 'The worker stopped before the outcome of the attempt was known.',
    };
    const [counts] = await this.postgres.rows<ReclaimedCounts & Record<string, unknown>>(RECLAIM_EXPIRED, [
      JSON.stringify(detail),
      firstLookMs,
      maxDeaths,
      JSON.stringify(poison),
    ]);
    return counts ?? { waiting: 0, unknown: 0, poisoned: [] };
  }

  /** Deliveries by what they wait for, and for how long the oldest due one has waited. */
  async backlog(): Promise<{ due: number; claimed: number; unknown: number; oldestDueMs: number }> {
    const { rows } = await this.postgres.pool.query<{ due: number; claimed: number; unknown: number; oldest: number }>(`
      select
        (select count(*) from deliveries where stage = 'waiting' and due_at <= now())::int as due,
        (select count(*) from deliveries where stage = 'claimed')::int as claimed,
        (select count(*) from deliveries where stage = 'unknown')::int as unknown,
        coalesce((select extract(epoch from now() - min(due_at)) * 1000
          from deliveries where stage = 'waiting' and due_at <= now()), 0)::float8 as oldest`);
    const [row] = rows;
    return {
      due: row?.due ?? 0,
      claimed: row?.claimed ?? 0,
      unknown: row?.unknown ?? 0,
      oldestDueMs: row?.oldest ?? 0,
    };
  }
}
