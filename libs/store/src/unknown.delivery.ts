import type { DiscardReason } from '#herald/channel-provider';
import { uuidv7 } from 'uuidv7';
import { type DeliveryMaterial, MATERIAL_COLUMNS } from './delivery.material.js';
import { statusRank } from './delivery.status.js';
import type { Postgres } from './postgres.client.js';
import type { LookResult } from './schema.types.js';
import { APPLY_SIGNALS, type KeptSignal, givenSignals, signalColumns } from './signal.application.js';

/** A delivery whose last attempt has an unknown outcome. */
export interface UnknownDelivery extends DeliveryMaterial {
  /** The claim that the attempt was made under. */
  fence: number;
  /** Number of that attempt, from 1. */
  number: number;
  /** When that attempt began and when its outcome became unknown, by the database's clock. */
  startedAt: Date;
  finishedAt: Date;
  /** When the delivery was to be sent at first. */
  wantedAt: Date;
  /** Looks that found nothing so far. */
  looks: number;
  lastLook: LookResult | null;
  /** Attempts during which the worker died. */
  deaths: number;
}

/** Who else could be meant by messages that were found. */
export interface Contest {
  /** Those of the messages that belong to another delivery. */
  claimedIds: string[];
  /** True while an attempt to the same address from about the same time is under way: it may own one of them. */
  isRivalUnderWay: boolean;
  /** Other attempts to the same address, from about the same time, whose outcome was not learned either. */
  rivals: UnknownDelivery[];
}

/** How many outcomes are unknown. */
export interface UnknownCounts {
  /** Of those, how many only a callback can settle. */
  ambiguous: number;
  /** Since when the oldest is unknown; 0 without any. */
  oldestMs: number;
}

const UNKNOWN_COLUMNS = `${MATERIAL_COLUMNS}, deliveries.fence, attempts.number, attempts.started_at as "startedAt",
      coalesce(attempts.finished_at, deliveries.updated_at) as "finishedAt", deliveries.looks, deliveries.last_look as "lastLook",
      deliveries.deaths, coalesce(notifications.send_at, deliveries.created_at) as "wantedAt"`;

const UNKNOWN_JOINS = `
    join notifications on notifications.id = deliveries.notification_id
    join apps on apps.id = deliveries.app_id`;

const TAKE_DUE = {
  name: 'take_unknown_due',
  text: `
    with picked as (
      select id from deliveries
      where stage = 'unknown' and lease_until is null and due_at <= now()
      order by due_at
      limit $1
      for update skip locked
    ), taken as (
      update deliveries set due_at = now() + $2::int * interval '1 ms'
      from picked where deliveries.id = picked.id
      returning deliveries.*
    )
    select ${UNKNOWN_COLUMNS} from taken as deliveries
    join attempts on attempts.delivery_id = deliveries.id and attempts.fence = deliveries.fence ${UNKNOWN_JOINS}`,
};

const RIVALS = {
  name: 'unknown_rivals',
  text: `
    select ${UNKNOWN_COLUMNS} from deliveries
    join attempts on attempts.delivery_id = deliveries.id ${UNKNOWN_JOINS}
    where (deliveries.stage = 'unknown' or deliveries.duplicate_risk) and deliveries.address = $1
      and deliveries.provider = $2 and deliveries.id <> $3
      and attempts.outcome = 'unknown' and attempts.started_at <= $5 and attempts.finished_at >= $4`,
};

const CLAIMED_IDS = {
  name: 'claimed_message_ids',
  text: `
    select distinct provider_message_id as id from deliveries
    where provider_message_id = any($1::text[]) and provider = $2 and id <> $3`,
};

const RIVAL_UNDER_WAY = {
  name: 'rival_under_way',
  text: `
    select exists (
      select from deliveries
      join attempts on attempts.delivery_id = deliveries.id and attempts.fence = deliveries.fence
      where deliveries.stage = 'claimed' and deliveries.address = $1 and deliveries.provider = $2
        and attempts.outcome is null and attempts.started_at <= $3::timestamptz
    ) as exists`,
};

const ADOPT = {
  name: 'adopt_message',
  text: `
    with ${givenSignals('offered')}, given as (
      select offered.* from offered
      join deliveries on deliveries.id = offered.delivery_id
      where deliveries.stage = 'unknown' and deliveries.fence = $12::int
        and not exists (
          select from deliveries as owner
          where owner.provider_message_id = offered.message_id and owner.provider = offered.provider and owner.id <> deliveries.id
        )
    ), ${APPLY_SIGNALS}
    select hit_id from hit`,
};

const POSTPONE = {
  name: 'postpone_look',
  text: `
    update deliveries
    set due_at = now() + $4::int * interval '1 ms', looks = looks + ($5::text is not distinct from 'empty')::int,
      last_look = coalesce($5, last_look)
    where id = $1 and fence = $2 and looks = $3 and stage = 'unknown'`,
};

const RESEND = {
  name: 'resend_unknown',
  text: `
    update deliveries
    set stage = 'waiting', duplicate_risk = true, looks = 0, last_look = null, updated_at = now(),
      due_at = greatest(
        now() + $4::int * interval '1 ms',
        case when deaths >= 2 then (
          select max(suspected.due_at) + $5::int * interval '1 ms' from deliveries as suspected
          where suspected.stage = 'waiting' and suspected.deaths >= 2
        ) end
      )
    where id = $1 and fence = $2 and looks = $3 and stage = 'unknown'
    returning id`,
};

const GIVE_UP = {
  name: 'give_up_unknown',
  text: `
    with moved as (
      update deliveries
      set stage = 'settled', status = greatest(status, ${statusRank('discarded')}), reason = $4::jsonb, updated_at = now()
      where id = $1 and fence = $2 and looks = $3 and stage = 'unknown'
      returning *
    ), told as (
      insert into events
        (app_id, id, type, notification_id, delivery_id, recipient, tenant, channel, provider, reason, dedupe, occurred_at)
      select app_id, $5::uuid, 'discarded', notification_id, id, recipient, tenant, channel, provider, reason,
        'discarded:herald', now()
      from moved
      on conflict (delivery_id, dedupe) do nothing
    )
    select id from moved`,
};

const COUNT = {
  name: 'count_unknown',
  text: `
    select count(*) filter (where last_look = 'ambiguous')::int as ambiguous,
      coalesce(extract(epoch from now() - min(updated_at)) * 1000, 0)::float8 as "oldestMs"
    from deliveries where stage = 'unknown' and lease_until is null`,
};

/**
 * Deliveries whose outcome is unknown, until they are settled. Every change counts only while the outcome is still
 * unknown and the delivery was neither claimed again nor looked into by another since it was read.
 */
export class UnknownDeliveries {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Takes deliveries about which the vendor is to be asked now. Nobody else gets them until `leaseMs` is over.
   *
   * @param limit at most so many, longest due first
   */
  takeDue(limit: number, leaseMs: number): Promise<UnknownDelivery[]> {
    return this.postgres.rows<UnknownDelivery & Record<string, unknown>>(TAKE_DUE, [limit, leaseMs]);
  }

  /**
   * Who else could be meant by the messages that the vendor has. To be asked after the vendor was.
   *
   * @param messageIds what was found
   * @param from attempts that ended before it have nothing to do with what was found, nor have those
   * @param until that began after it
   */
  async contestOver(
    delivery: UnknownDelivery,
    messageIds: readonly string[],
    { from, until }: { from: Date; until: Date },
  ): Promise<Contest> {
    const { address, provider, deliveryId } = delivery;
    // In this order: an attempt under way becomes an unknown one or gets its message id, an unknown one gets its id.
    const [underWay] = await this.postgres.rows<{ exists: boolean }>(RIVAL_UNDER_WAY, [address, provider, until]);
    const rivals = await this.postgres.rows<UnknownDelivery & Record<string, unknown>>(RIVALS, [
      address,
      provider,
      deliveryId,
      from,
      until,
    ]);
    const claimed = await this.postgres.rows<{ id: string }>(CLAIMED_IDS, [messageIds, provider, deliveryId]);
    return { claimedIds: claimed.map((row) => row.id), isRivalUnderWay: underWay?.exists ?? false, rivals };
  }

  /**
   * The message that the vendor has is this delivery's: settles it as sent and applies what the vendor says about it.
   *
   * @returns false when that does not count any more, or the message belongs to another delivery by now
   */
  async adopt(delivery: UnknownDelivery, signal: KeptSignal): Promise<boolean> {
    const { deliveryId, appId, provider, fence } = delivery;
    const given = signalColumns([{ ...signal, callbackId: null, deliveryId, appId, provider, signedBy: [] }]);
    return (await this.postgres.rows(ADOPT, [...given, fence])).length > 0;
  }

  /** The look settled nothing, or was none (null); the next one is due in `nextLookMs`. */
  async postpone(delivery: UnknownDelivery, result: LookResult | null, nextLookMs: number): Promise<void> {
    await this.postgres.rows(POSTPONE, [...asRead(delivery), Math.ceil(nextLookMs), result]);
  }

  /**
   * Lets the delivery be sent again, flagged. One over which two workers died gets a time of its own, `apartMs` away from
   * others like it, so that it takes no innocent one down with it.
   *
   * @returns false when that does not count any more
   */
  async resend(delivery: UnknownDelivery, delayMs: number, apartMs: number): Promise<boolean> {
    return (await this.postgres.rows(RESEND, [...asRead(delivery), Math.ceil(delayMs), apartMs])).length > 0;
  }

  /** Discards it. False when that does not count any more. */
  async giveUp(delivery: UnknownDelivery, reason: DiscardReason): Promise<boolean> {
    return (await this.postgres.rows(GIVE_UP, [...asRead(delivery), JSON.stringify(reason), uuidv7()])).length > 0;
  }

  async count(): Promise<UnknownCounts> {
    const [counts] = await this.postgres.rows<UnknownCounts & Record<string, unknown>>(COUNT, []);
    return counts ?? { ambiguous: 0, oldestMs: 0 };
  }
}

/** What tells that nobody has changed it since: the parameters $1 to $3 of changes. */
function asRead({ deliveryId, fence, looks }: UnknownDelivery): unknown[] {
  return [deliveryId, fence, looks];
}
