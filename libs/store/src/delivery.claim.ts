import type { DiscardReason } from '#herald/channel-provider';
import { statusRank } from './delivery.status.js';
import type { Postgres } from './postgres.client.js';
import { PACE } from './sender.pace.js';

/** A delivery that was claimed for handing over: work for it counts only while its fence is this one. */
export interface ClaimedDelivery {
  id: string;
  fence: number;
}

/** What one claim may take. */
export interface ClaimBounds {
  /** At most so many now. */
  atMost: number;
  /** At most so many claimed in all, by everyone; one lane holds at most as many as are left for the others. */
  maxClaimed: number;
  /** For how long the claim holds. */
  leaseMs: number;
}

/** What one claim took. */
export interface Claim {
  deliveries: ClaimedDelivery[];
  /** After so long there is something to claim again, 0: at once; null: when something becomes due. */
  lookAgainMs: number | null;
  /** True when something stayed behind because so much is claimed: it is worth a look when some of that is done. */
  isFull: boolean;
}

/** What is not settled, apart from what is due. */
export interface Backlog {
  claimed: number;
  unknown: number;
  /** Lanes with something due. */
  lanes: number;
  oldestDueMs: number;
}

interface BacklogRow extends Record<string, number> {
  claimed: number;
  unknown: number;
  lanes: number;
  oldest_due_ms: number;
}

interface ClaimRow {
  ids: string[];
  fences: number[];
  look_again_ms: number | null;
  is_full: boolean;
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
  text: 'select ids, fences, look_again_ms, is_full from claim_due($1, $2, $3, $4, $5)',
};

/** Cause of an outcome that is unknown because the claim ran out during the attempt. */
const WORKER_DIED = 'worker_died';

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
      select expired.id, broken.delivery_id is not null as is_broken, counted.deaths,
        broken.delivery_id is not null and counted.deaths >= $3::int as is_poison
      from expired
      left join broken on broken.delivery_id = expired.id
      -- Counted anew: a worker that was only late writes the true outcome of its attempt after all, and had not died.
      cross join lateral (
        select count(*)::int + (broken.delivery_id is not null)::int as deaths
        from attempts
        where attempts.delivery_id = expired.id and attempts.outcome = 'unknown' and attempts.detail ->> 'cause' = '${WORKER_DIED}'
      ) as counted
    ), moved as (
      update deliveries
      set stage = case when is_poison then 'settled' when is_broken then 'unknown' else 'waiting' end,
        status = case when is_poison then greatest(status, ${statusRank('discarded')}) else status end,
        reason = case when is_poison then $4::jsonb else reason end,
        attempts = deliveries.attempts + is_broken::int, deaths = judged.deaths,
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

const COUNT_DUE = {
  name: 'count_due',
  text: `
    select count(*)::int as due
    from (select from deliveries where stage = 'waiting' and due_at <= now() limit $1) as due`,
};

const BACKLOG = {
  name: 'backlog',
  text: `
    select
      (select count(*) from deliveries where stage = 'claimed')::int as claimed,
      (select count(*) from deliveries where stage = 'unknown')::int as unknown,
      count(*)::int as lanes,
      coalesce(max(ms_between(due_at, now())), 0) as oldest_due_ms
    from lane_heads() where due_at <= now()`,
};

/** Hands out deliveries that are due, each to one taker at a time, for the length of a lease. */
export class DeliveryClaims {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Claims deliveries that are due: app by app, tenant by tenant, lane by lane in turn, longest due first in a lane; of a
   * paced sender as many as it has slots for, of a held one none. One process claims at a time: while it does, the others
   * get nothing and are told to look again soon.
   */
  async claimDue({ atMost, maxClaimed, leaseMs }: ClaimBounds): Promise<Claim> {
    const [row] = await this.postgres.rows<ClaimRow>(CLAIM_DUE, [
      atMost,
      maxClaimed,
      leaseMs,
      PACE.lookAheadMs,
      PACE.probeMs,
    ]);
    if (row === undefined) throw new Error('claim_due gave no row');
    const deliveries = row.ids.map((id, index) => ({ id, fence: row.fences[index] ?? 0 }));
    return { deliveries, lookAgainMs: row.look_again_ms, isFull: row.is_full };
  }

  /** Takes back claims whose lease ran out: their worker died or slept. */
  async reclaimExpired({ firstLookMs, maxDeaths, poison }: ReclaimRules): Promise<ReclaimedCounts> {
    const detail = {
      cause: WORKER_DIED,
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

  /**
   * How many deliveries are due and wait; counts at most up to `limit`, for it takes about a millisecond for each thousand.
   */
  async countDue(limit: number): Promise<number> {
    const [row] = await this.postgres.rows<{ due: number }>(COUNT_DUE, [limit]);
    return row?.due ?? 0;
  }

  /** What else is not settled, in how many lanes something is due, and for how long the oldest due one has waited. */
  async backlog(): Promise<Backlog> {
    const [row] = await this.postgres.rows<BacklogRow>(BACKLOG, []);
    if (row === undefined) throw new Error('The backlog gave no row');
    return { claimed: row.claimed, unknown: row.unknown, lanes: row.lanes, oldestDueMs: row.oldest_due_ms };
  }
}
