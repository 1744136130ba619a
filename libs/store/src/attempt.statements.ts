import { MATERIAL_COLUMNS, MATERIAL_NAMES } from './delivery.material.js';
import { FEED_TX } from './event.position.js';
import type { PreparedStatement } from './postgres.client.js';

// Each step takes everything that it needs from the one before: two steps joined to each other cost the square of the batch.

/** Writes the rows of attempts whose claims still count, with all that is needed to make them. */
export const BEGIN: PreparedStatement = {
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

/** Writes outcomes, moves deliveries on and records their events. */
export const FINISH: PreparedStatement = {
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
 * Gives claims back. An attempt that ended before it began holds the place of one: the key of the table decides between it and a worker that
 * begins the same claim at the same time.
 */
export const RELEASE: PreparedStatement = {
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
