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
}

const CLAIM_DUE = {
  name: 'claim_due',
  text: `
    with picked as (
      select id from deliveries
      where stage = 'waiting' and due_at <= now()
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
    ), moved as (
      update deliveries
      set stage = case when broken.delivery_id is null then 'waiting' else 'unknown' end,
        attempts = deliveries.attempts + case when broken.delivery_id is null then 0 else 1 end,
        due_at = now(), lease_until = null, updated_at = now()
      from expired left join broken on broken.delivery_id = expired.id
      where deliveries.id = expired.id
      returning deliveries.stage
    )
    select count(*) filter (where stage = 'waiting')::int as waiting, count(*) filter (where stage = 'unknown')::int as unknown
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
  async reclaimExpired(): Promise<ReclaimedCounts> {
    const detail = {
      cause: 'worker_died',
      explanation: 'The worker stopped before the outcome of the attempt was known.',
    };
    const [counts] = await this.postgres.rows<ReclaimedCounts & Record<string, number>>(RECLAIM_EXPIRED, [
      JSON.stringify(detail),
    ]);
    return { waiting: counts?.waiting ?? 0, unknown: counts?.unknown ?? 0 };
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
