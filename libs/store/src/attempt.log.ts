import type { DiscardReason, EventType, SendOutcome } from '#herald/channel-provider';
import { uuidv7 } from 'uuidv7';
import type { ClaimedDelivery } from './delivery.claim.js';
import { type DeliveryMaterial, MATERIAL_COLUMNS, MATERIAL_NAMES } from './delivery.material.js';
import { statusRank } from './delivery.status.js';
import { FEED_TX } from './event.position.js';
import { type Postgres, columns } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import type { AttemptDetail, Stage } from './schema.types.js';
import { slotOf, type SendSlot } from './sender.pace.js';
import { Batcher } from './statement.batch.js';

/** An attempt whose row is committed: what is needed to make it. */
export interface BegunAttempt extends DeliveryMaterial {
  fence: number;
  /** From 1. */
  number: number;
  /** What was left of the lease when the row was written. */
  leaseMs: number;
  notificationId: string;
  /** When it was to be sent at first. */
  wantedAt: Date;
  senderId: string;
  /** When it may be sent; null: at any time. */
  slot: SendSlot | null;
  /** True when it tries an integration whose breaker is not closed. */
  isProbe: boolean;
  /** Of the integration when the row was written; null: it was gone or switched off. */
  integrationVersion: number | null;
}

/** How an attempt ended and what that means for its delivery. */
export interface FinishedAttempt {
  deliveryId: string;
  fence: number;
  outcome: SendOutcome['kind'];
  detail: AttemptDetail;
  stage: Stage;
  /** When it is due again, or when the vendor is asked about it; of no meaning once it is settled. */
  dueInMs: number;
  providerMessageId: string | null;
  event: Extract<EventType, 'sent' | 'discarded'> | null;
  reason: DiscardReason | null;
}

interface WorkedClaim extends ClaimedDelivery {
  begunBy: string;
}

interface BegunRow extends Omit<BegunAttempt, 'slot'> {
  slotInMs: number | null;
}

// Each step takes everything that it needs from the one before: two steps joined to each other cost the square of the batch.
const BEGIN = {
  name: 'begin_attempts',
  text: `
    with claimed as materialized (
      select ${MATERIAL_COLUMNS}, deliveries.attempts + 1 as number, deliveries.fence, given.begun_by,
        deliveries.notification_id as "notificationId", coalesce(notifications.send_at, deliveries.created_at) as "wantedAt",
        (extract(epoch from deliveries.lease_until - now()) * 1000)::float8 as "leaseMs",
        integrations.version as "integrationVersion", lanes.sender_id as "senderId", coalesce(breakers.state, 'closed') = 'half_open' as "isProbe",
        case when senders.spacing_ms is not null then deliveries.due_at end as slot_at, deliveries.duplicate_risk,
        coalesce(senders.held_until > now() or (breakers.state = 'open' and breakers.held_until > now()), false) as is_held
      from unnest($1::uuid[], $2::int[], $4::uuid[]) as given(id, fence, begun_by)
      join deliveries on deliveries.id = given.id and deliveries.fence = given.fence
      join notifications on notifications.id = deliveries.notification_id
      join apps on apps.id = deliveries.app_id
      join lanes on lanes.id = deliveries.lane_id
      join senders on senders.id = lanes.sender_id
      left join integrations on integrations.id = deliveries.integration_id and integrations.enabled
      left join breakers on breakers.integration_id = lanes.integration_id
      -- Written so that it is no reason to use an index of claimed deliveries instead of the primary key.
      where deliveries.stage || '' = 'claimed' and deliveries.lease_until > now() + $3::int * interval '1 ms'
    ), begun as (
      insert into attempts (delivery_id, fence, number, duplicate_risk, begun_by)
      select "deliveryId", fence, number, duplicate_risk, begun_by from claimed where not is_held
      on conflict (delivery_id, fence) do update set begun_by = excluded.begun_by
        where attempts.begun_by = excluded.begun_by and attempts.outcome is null
      returning delivery_id
    ), released as (
      update deliveries
      set stage = 'waiting', lease_until = null
      from claimed
      where claimed.is_held and deliveries.id = claimed."deliveryId" and deliveries.fence = claimed.fence
        and deliveries.stage || '' = 'claimed'
        -- A job that runs twice must not let go of what its first run has under way.
        and not exists (select from attempts where attempts.delivery_id = deliveries.id and attempts.fence = claimed.fence)
    )
    select ${MATERIAL_NAMES}, number, fence, "notificationId", "wantedAt", "leaseMs", "integrationVersion", "senderId",
      "isProbe", ms_between(clock_timestamp(), slot_at) as "slotInMs"
    from claimed
    -- "is true" keeps it a lookup in a hash table, whatever the planner thinks of its size.
    where ("deliveryId" in (select delivery_id from begun)) is true`,
};

const FINISH = {
  name: 'finish_attempts',
  text: `
    with locked as materialized (
      select given.* from unnest(
        $1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[], $8::text[], $9::text[], $10::int2[], $11::uuid[]
      ) as given(id, fence, outcome, detail, stage, due_in_ms, message_id, event, reason, rank, event_id)
      join deliveries on deliveries.id = given.id
      order by deliveries.id
      for update of deliveries
    ), closed as (
      update attempts
      set outcome = locked.outcome, detail = locked.detail::jsonb, finished_at = now()
      from locked
      where attempts.delivery_id = locked.id and attempts.fence = locked.fence
      returning locked.*, attempts.number
    ), moved as (
      update deliveries
      set stage = case when deliveries.stage = 'settled' then 'settled' else closed.stage end,
        status = greatest(deliveries.status, closed.rank),
        attempts = greatest(deliveries.attempts, closed.number),
        due_at = now() + closed.due_in_ms * interval '1 ms',
        lease_until = null,
        provider_message_id = coalesce(deliveries.provider_message_id, closed.message_id),
        reason = case when deliveries.status < closed.rank then closed.reason::jsonb else deliveries.reason end,
        updated_at = now()
      from closed
      where deliveries.id = closed.id and (deliveries.fence = closed.fence or closed.outcome = 'accepted')
      returning deliveries.app_id, deliveries.id, deliveries.notification_id, deliveries.recipient, deliveries.tenant,
        deliveries.channel, deliveries.provider, closed.event, closed.event_id, closed.reason, closed.message_id
    )
    insert into events
      (app_id, tx, id, type, notification_id, delivery_id, recipient, tenant, channel, provider, provider_message_id, reason, dedupe, occurred_at)
    select app_id, ${FEED_TX}, event_id, event, notification_id, id, recipient, tenant, channel, provider, message_id, reason::jsonb,
      case when event = 'sent' then 'sent' else event || ':herald' end, now()
    from moved
    where event is not null
    on conflict (delivery_id, dedupe) do nothing`,
};

/**
 * An attempt that ended before it began holds the place of one: the key of the table decides between it and a worker that
 * begins the same claim at the same time.
 */
const RELEASE = {
  name: 'release_claims',
  text: `
    with given as (
      select distinct on (id, fence) * from unnest($1::uuid[], $2::int[], $3::uuid[]) as given(id, fence, begun_by)
    ), closed as (
      insert into attempts (delivery_id, fence, number, begun_by, outcome, detail, finished_at)
      select given.id, given.fence, deliveries.attempts + 1, given.begun_by, 'retry', $4::jsonb, now()
      from given
      join deliveries on deliveries.id = given.id and deliveries.fence = given.fence
      where deliveries.stage in ('claimed', 'unknown')
      on conflict (delivery_id, fence) do update
        set outcome = excluded.outcome, detail = excluded.detail, finished_at = excluded.finished_at
        where attempts.begun_by = excluded.begun_by and coalesce(attempts.outcome, 'unknown') = 'unknown'
      returning delivery_id, fence, number
    )
    update deliveries
    set stage = 'waiting', attempts = greatest(deliveries.attempts, closed.number), due_at = now(), lease_until = null,
      updated_at = now()
    from closed
    where deliveries.id = closed.delivery_id and deliveries.fence = closed.fence and deliveries.stage in ('claimed', 'unknown')
    returning deliveries.id`,
};

/** Of outcomes: nobody waits for them, and fifty at a time cost a fifth less each than twenty-five. */
const GATHER_MS = 15;

const NOT_BEGUN = {
  cause: 'local_limit',
  explanation: 'It was not sent: the worker stopped, or could not reach its stores, before it began.',
};

/** The write-ahead log of attempts: a row before the first byte leaves, its outcome after. */
export class AttemptLog {
  readonly #begin: Batcher<WorkedClaim & { marginMs: number }, BegunAttempt | undefined>;
  readonly #finish: Batcher<FinishedAttempt, void>;
  readonly #release: Batcher<WorkedClaim, boolean>;

  constructor(private readonly postgres: Postgres) {
    this.#begin = new Batcher((claims) => this.#writeBegun(claims), isRowFault);
    this.#finish = new Batcher((attempts) => this.#writeFinished(attempts), isRowFault, { gatherMs: GATHER_MS });
    this.#release = new Batcher((claims) => this.#writeReleased(claims), isRowFault);
  }

  /**
   * Writes the attempt's row. Undefined when this claim does not count any more: it was taken by another, was made
   * already, or less than `marginMs` of its lease is left; or when its sender or integration is held, where it waits again.
   *
   * @param begunBy a UUID for this work on this claim: asked again with the same one, because the answer was lost, it gives
   * the attempt that was begun
   */
  begin(claim: ClaimedDelivery, marginMs: number, begunBy: string = uuidv7()): Promise<BegunAttempt | undefined> {
    return this.#begin.add({ id: claim.id, fence: claim.fence, marginMs, begunBy });
  }

  /** Writes the outcome, moves the delivery on and records its event, in one commit. */
  finish(attempt: FinishedAttempt): Promise<void> {
    return this.#finish.add(attempt);
  }

  /**
   * Gives a claim back: the delivery waits again, at once. For what was certainly not sent, though it may have been begun.
   *
   * @param begunBy as given to `begin`, if it was called
   * @returns false when the claim does not count any more, or somebody else has begun it
   */
  release(claim: ClaimedDelivery, begunBy: string = uuidv7()): Promise<boolean> {
    return this.#release.add({ ...claim, begunBy });
  }

  async #writeBegun(claims: (WorkedClaim & { marginMs: number })[]): Promise<(BegunAttempt | undefined)[]> {
    const marginMs = Math.max(...claims.map((claim) => claim.marginMs));
    // A job that runs twice may be here twice: the first counts.
    const first = new Map(claims.toReversed().map((claim) => [keyOf(claim), claim]));
    const askedAtMs = performance.now();
    const rows = await this.postgres.rows<BegunRow & Record<string, unknown>>(BEGIN, [
      ...columns(
        [...first.values()],
        (claim) => claim.id,
        (claim) => claim.fence,
      ),
      marginMs,
      [...first.values()].map((claim) => claim.begunBy),
    ]);
    const answeredAtMs = performance.now();
    const begun = new Map(rows.map((row) => [keyOf({ id: row.deliveryId, fence: row.fence }), row]));
    return claims.map((claim) => {
      const row = first.get(keyOf(claim)) === claim ? begun.get(keyOf(claim)) : undefined;
      if (row === undefined) return undefined;
      const { slotInMs } = row;
      return Object.assign(row, { slot: slotInMs === null ? null : slotOf(slotInMs, askedAtMs, answeredAtMs) });
    });
  }

  async #writeFinished(attempts: FinishedAttempt[]): Promise<void[]> {
    await this.postgres.rows(
      FINISH,
      columns(
        attempts,
        (row) => row.deliveryId,
        (row) => row.fence,
        (row) => row.outcome,
        (row) => JSON.stringify(row.detail),
        (row) => row.stage,
        (row) => row.dueInMs,
        (row) => row.providerMessageId,
        (row) => row.event,
        (row) => row.reason && JSON.stringify(row.reason),
        (row) => (row.event === null ? 0 : statusRank(row.event)),
        (row) => row.event && uuidv7(),
      ),
    );
    return attempts.map(() => undefined);
  }

  async #writeReleased(claims: WorkedClaim[]): Promise<boolean[]> {
    const rows = await this.postgres.rows<{ id: string }>(RELEASE, [
      ...columns(
        claims,
        (claim) => claim.id,
        (claim) => claim.fence,
        (claim) => claim.begunBy,
      ),
      JSON.stringify(NOT_BEGUN),
    ]);
    const released = new Set(rows.map(({ id }) => id));
    return claims.map(({ id }) => released.has(id));
  }
}

function keyOf({ id, fence }: ClaimedDelivery): string {
  return `${id} ${fence}`;
}
