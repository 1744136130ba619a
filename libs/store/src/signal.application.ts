import type { DiscardReason, EventType } from '#herald/channel-provider';
import { statusRank } from './delivery.status.js';
import { FEED_TX } from './event.position.js';
import { columns } from './postgres.client.js';

/** A vendor's word on one message, as it is kept and applied. */
export interface KeptSignal {
  providerMessageId: string;
  providerStatus: string;
  event: EventType | null;
  reason: DiscardReason | null;
  /** ISO 8601; null: when it arrived. */
  occurredAt: string | null;
}

/** A signal on its way to its delivery. */
export interface GivenSignal extends KeptSignal {
  /** The stored callback that it came with; null when the vendor was asked. */
  callbackId: string | null;
  appId: string;
  provider: string;
  /** Null: the delivery is found by the vendor's message id, among those of `signedBy`. */
  deliveryId: string | null;
  /** Integrations whose key signed the callback; of no account when the delivery is named. */
  signedBy: readonly string[];
}

/**
 * True for a delivery that may be found by the vendor's message id: one of the integrations whose key signed, sent with
 * that integration's own settings. Whoever holds another key may know the id, too.
 *
 * @param callback table with a column `signed_by`
 */
export const isOfSigner = (callback: string): string =>
  `(deliveries.integration_id = any(${callback}.signed_by) and deliveries.config_override is null)`;

/**
 * Applies signals to deliveries, found by the signed id, else by the vendor's message id among the deliveries of those who
 * signed. A signal proves that the vendor took the message, so a delivery that was still open is settled and gets its `sent`. Leaves the deliveries in
 * `hit`, with their stage before.
 */
export const APPLY_SIGNALS = `
    hit as materialized (
      select given.*, deliveries.id as hit_id, deliveries.stage as stage_before, deliveries.notification_id,
        deliveries.recipient, deliveries.tenant, deliveries.channel
      from given
      join deliveries on deliveries.app_id = given.app_id and deliveries.provider = given.provider
        -- Not a CASE: only an OR of two equalities lets both indexes be used.
        and (deliveries.id = given.delivery_id
          or (given.delivery_id is null and deliveries.provider_message_id = given.message_id))
        and (given.delivery_id is not null or ${isOfSigner('given')})
      order by deliveries.id
      for update of deliveries
    ), folded as (
      select hit_id, max(rank) as rank, min(message_id) as message_id,
        (array_agg(reason order by rank desc) filter (where reason is not null))[1] as reason
      from hit group by hit_id
    ), moved as (
      update deliveries
      set status = greatest(deliveries.status, folded.rank),
        provider_message_id = coalesce(deliveries.provider_message_id, folded.message_id),
        reason = case
          when folded.rank = ${statusRank('discarded')} and deliveries.status < folded.rank then folded.reason::jsonb
          else deliveries.reason end,
        stage = 'settled', lease_until = null, updated_at = now()
      from folded
      where deliveries.id = folded.hit_id
    ), happened as (
      insert into events
        (app_id, tx, id, type, notification_id, delivery_id, recipient, tenant, channel, provider, provider_message_id, reason, dedupe, occurred_at)
      select told.app_id, ${FEED_TX}, gen_random_uuid(), told.type, told.notification_id, told.hit_id, told.recipient, told.tenant,
        told.channel, told.provider, told.message_id, told.reason::jsonb, told.dedupe, coalesce(told.occurred_at, now())
      from (
        select distinct on (hit_id) app_id, notification_id, hit_id, recipient, tenant, channel, provider,
          min(message_id) over (partition by hit_id) as message_id, 'sent' as type, null as reason, 'sent' as dedupe,
          null::timestamptz as occurred_at, 0 as place
        from hit where stage_before <> 'settled'
        union all
        select app_id, notification_id, hit_id, recipient, tenant, channel, provider, message_id, type, reason, dedupe,
          occurred_at, 1
        from hit where type is not null and type <> 'sent'
      ) as told
      order by told.place, told.occurred_at
      on conflict (delivery_id, dedupe) do nothing
    )`;

/** The signals of `signalColumns` as a table of this name; `APPLY_SIGNALS` wants it to be `given`. */
export const givenSignals = (name: string): string => `
    ${name} as (
      select callback_id, app_id, provider, delivery_id, message_id, rank, type, reason, occurred_at, dedupe,
        signed_by::uuid[] as signed_by
      from unnest(
        $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::int2[], $7::text[], $8::text[], $9::timestamptz[],
        $10::text[], $11::text[]
      ) as given(callback_id, app_id, provider, delivery_id, message_id, rank, type, reason, occurred_at, dedupe, signed_by)
    )`;

/** A report is the same when event, vendor's status and vendor's code are; details of the timeline are no events. */
function dedupeOf(signal: KeptSignal): string | null {
  if (signal.event === null) return null;
  return [signal.event, signal.providerStatus, signal.reason?.providerCode].filter(Boolean).join(':');
}

/** Ids as the text of an array, for a column of arrays: `unnest` would take them apart. */
export function arrayText(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

/** The parameters $1 to $11 of `givenSignals`. */
export function signalColumns(signals: GivenSignal[]): unknown[][] {
  return columns(
    signals,
    (row) => row.callbackId,
    (row) => row.appId,
    (row) => row.provider,
    (row) => row.deliveryId,
    (row) => row.providerMessageId,
    (row) => statusRank(row.event ?? 'sent'),
    (row) => row.event,
    (row) => row.reason && JSON.stringify(row.reason),
    (row) => row.occurredAt,
    (row) => dedupeOf(row),
    (row) => arrayText(row.signedBy),
  );
}
