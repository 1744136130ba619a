import type { DiscardReason, JsonObject, ProviderConfig } from '#herald/channel-provider';
import { uuidv7 } from 'uuidv7';
import type { ConfigOverrideSeal } from './config-override.seal.js';
import { statusRank } from './delivery.status.js';
import type { LaneContent, LaneDirectory } from './lane.directory.js';
import { type Postgres, columns } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import type { Sender } from './sender.pace.js';
import { Batcher } from './statement.batch.js';

/** One accepted `notify()` call with everything that it leads to. */
export interface NewNotification {
  id: string;
  appId: string;
  tenant: string | null;
  category: string | null;
  content: JsonObject;
  data: JsonObject;
  /** Without secrets. */
  override: JsonObject | null;
  sendAt: Date | null;
  idempotencyKey: string | null;
  bodyHash: Buffer | null;
  /** Profiles that came with the call, to be laid over the kept ones when it is written; later calls win. */
  users: { identifier: string; profile: JsonObject }[];
  deliveries: NewDelivery[];
}

/** One recipient of a notification on one channel. */
export interface NewDelivery {
  recipient: string;
  channel: string | null;
  provider: string | null;
  integrationId: string | null;
  address: string | null;
  /** Who sends it at the vendor; null: the integration as a whole, without a pace. */
  sender: Sender | null;
  /** Settings that the request replaces; sealed where they are kept. */
  configOverride: ProviderConfig | null;
  /** Given when it is known already that it cannot be sent. */
  discard: DiscardReason | null;
}

/** The notification was written, or one with the same idempotency key stands there already. */
export type WrittenNotification =
  { kind: 'written'; id: string } | { kind: 'exists'; id: string; bodyHash: Buffer | null };

const WRITE = {
  name: 'write_notifications',
  text: `
    with given as (
      select * from unnest(
        $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[], $10::bytea[]
      ) as given(id, app_id, tenant, category, content, data, override, send_at, idempotency_key, body_hash)
    ), written as (
      insert into notifications (id, app_id, tenant, category, content, data, override, send_at, idempotency_key, body_hash)
      select id, app_id, tenant, category, content::jsonb, data::jsonb, override::jsonb, send_at, idempotency_key, body_hash
      from given
      on conflict (app_id, idempotency_key) where idempotency_key is not null do nothing
      returning id, app_id, tenant, send_at, created_at
    ), delivered as (
      insert into deliveries
        (id, app_id, notification_id, tenant, recipient, channel, provider, integration_id, address, config_override, status, stage, due_at, reason, lane_id)
      select given.id, written.app_id, written.id, written.tenant, given.recipient, given.channel, given.provider,
        given.integration_id, given.address, given.config_override,
        case when given.reason is null then 0 else ${statusRank('discarded')} end,
        case when given.reason is null then 'waiting' else 'settled' end,
        coalesce(written.send_at, now()), given.reason::jsonb, given.lane_id
      from unnest(
        $11::uuid[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::uuid[], $17::text[], $18::bytea[], $19::text[], $25::bigint[]
      ) as given(id, notification_id, recipient, channel, provider, integration_id, address, config_override, reason, lane_id)
      join written on written.id = given.notification_id
    ), discarded as (
      insert into events
        (app_id, id, type, notification_id, delivery_id, recipient, tenant, channel, provider, reason, dedupe, occurred_at)
      select written.app_id, given.event_id, 'discarded', written.id, given.id, given.recipient, written.tenant, given.channel,
        given.provider, given.reason::jsonb, 'discarded:herald', now()
      from unnest($20::uuid[], $11::uuid[], $12::uuid[], $13::text[], $14::text[], $15::text[], $19::text[])
        as given(event_id, id, notification_id, recipient, channel, provider, reason)
      join written on written.id = given.notification_id
      where given.reason is not null
    ), profiles as (
      insert into users (app_id, identifier, profile)
      select given.app_id, given.identifier,
        -- A null removes: it has to reach the merge with a kept profile, and not a new one.
        case when users.identifier is null then merge_profile('{}', given.profile) else given.profile end
      from (
        select given.app_id, given.identifier, coalesce(
            jsonb_object_agg(property.key, property.value order by given.place) filter (where property.key is not null), '{}'
          ) as profile
        from unnest($21::uuid[], $22::uuid[], $23::text[], $24::text[]) with ordinality
          as given(notification_id, app_id, identifier, profile, place)
        join written on written.id = given.notification_id
        left join jsonb_each(given.profile::jsonb) as property on true
        group by given.app_id, given.identifier
      ) as given
      left join users on users.app_id = given.app_id and users.identifier = given.identifier
      order by given.app_id, given.identifier
      on conflict (app_id, identifier)
        do update set profile = merge_profile(users.profile, excluded.profile), updated_at = now()
    )
    select id from written`,
};

const BY_IDEMPOTENCY_KEY = {
  name: 'notifications_by_idempotency_key',
  text: `
    select app_id, idempotency_key, id, body_hash from notifications
    where (app_id, idempotency_key) in (select * from unnest($1::uuid[], $2::text[]))`,
};

/** Rows in one statement, unless a single notification has more: they are to be written well before it is cancelled. */
const MAX_ROWS = 5_000;

/** A key is let go once in 24 hours; that it happens between a write and a look is chance, and twice in a row is not. */
const MAX_TRIES = 3;

/** Writes accepted notifications: several at a time, each whole or not at all. */
export class NotificationWriter {
  readonly #batch: Batcher<NewNotification, WrittenNotification>;

  constructor(
    private readonly postgres: Postgres,
    private readonly seal: ConfigOverrideSeal,
    private readonly lanes: LaneDirectory,
  ) {
    this.#batch = new Batcher((notifications) => this.#write(notifications), isRowFault, {
      maxItems: 200,
      weight: { of: ({ deliveries, users }) => 1 + deliveries.length + users.length, max: MAX_ROWS },
      maxRuns: 1,
      maxWaiting: 2_000,
    });
  }

  /** Resolves after the commit. */
  write(notification: NewNotification): Promise<WrittenNotification> {
    return this.#batch.add(notification);
  }

  async #write(notifications: NewNotification[]): Promise<WrittenNotification[]> {
    const outcomes = new Map<string, WrittenNotification>();
    let left = notifications;
    for (let tries = 0; left.length > 0 && tries < MAX_TRIES; tries += 1) {
      await this.#writeOrFind(left, outcomes);
      left = left.filter(({ id }) => !outcomes.has(id));
    }
    return notifications.map(({ id }) => {
      const outcome = outcomes.get(id);
      if (outcome === undefined) throw new Error('A notification was neither written nor found by its idempotency key');
      return outcome;
    });
  }

  /** Leaves those without an outcome whose key stood in the way of the write and was let go before it was looked for. */
  async #writeOrFind(notifications: NewNotification[], outcomes: Map<string, WrittenNotification>): Promise<void> {
    const rows = await this.postgres.rows<{ id: string }>(WRITE, await this.#values(notifications));
    for (const { id } of rows) outcomes.set(id, { kind: 'written', id });
    const repeated = notifications.filter(({ id }) => !outcomes.has(id));
    if (repeated.length === 0) return;
    const existing = await this.#findExisting(repeated);
    for (const { id, appId, idempotencyKey } of repeated) {
      const found = existing.get(idempotencyIdentity(appId, idempotencyKey));
      if (found !== undefined) outcomes.set(id, found);
    }
  }

  async #values(notifications: NewNotification[]): Promise<unknown[][]> {
    const laneIds = await this.#laneIds(notifications);
    const deliveries = notifications.flatMap((notification) =>
      notification.deliveries.map((delivery) => ({
        delivery,
        id: uuidv7(),
        notificationId: notification.id,
        laneId: laneIds.get(delivery),
      })),
    );
    const users = notifications.flatMap(({ id, appId, users: given }) =>
      given.map((user) => ({ ...user, appId, notificationId: id })),
    );
    return [
      ...columns(
        notifications,
        (row) => row.id,
        (row) => row.appId,
        (row) => row.tenant,
        (row) => row.category,
        (row) => JSON.stringify(row.content),
        (row) => JSON.stringify(row.data),
        (row) => row.override && JSON.stringify(row.override),
        (row) => row.sendAt,
        (row) => row.idempotencyKey,
        (row) => row.bodyHash,
      ),
      ...columns(
        deliveries,
        (row) => row.id,
        (row) => row.notificationId,
        ({ delivery }) => delivery.recipient,
        ({ delivery }) => delivery.channel,
        ({ delivery }) => delivery.provider,
        ({ delivery }) => delivery.integrationId,
        ({ delivery }) => delivery.address,
        ({ id, delivery }) => delivery.configOverride && this.seal.seal(id, delivery.configOverride),
        ({ delivery }) => delivery.discard && JSON.stringify(delivery.discard),
        ({ delivery }) => delivery.discard && uuidv7(),
      ),
      ...columns(
        users,
        (row) => row.notificationId,
        (row) => row.appId,
        (row) => row.identifier,
        (row) => JSON.stringify(row.profile),
      ),
      ...columns(deliveries, (row) => row.laneId),
    ];
  }

  /** The lanes of the deliveries that are to be sent. */
  async #laneIds(notifications: NewNotification[]): Promise<Map<NewDelivery, string>> {
    const placed = notifications.flatMap(({ appId, tenant, deliveries }) =>
      deliveries.flatMap((delivery) => {
        const lane = delivery.discard === null ? laneOf(appId, tenant, delivery) : undefined;
        return lane === undefined ? [] : [{ delivery, lane }];
      }),
    );
    const ids = await this.lanes.idsOf(placed.map(({ lane }) => lane));
    return new Map(placed.map(({ delivery }, index) => [delivery, ids[index] as string]));
  }

  async #findExisting(notifications: NewNotification[]): Promise<Map<string, WrittenNotification>> {
    const rows = await this.postgres.rows<{
      app_id: string;
      idempotency_key: string;
      id: string;
      body_hash: Buffer | null;
    }>(
      BY_IDEMPOTENCY_KEY,
      columns(
        notifications,
        (row) => row.appId,
        (row) => row.idempotencyKey,
      ),
    );
    return new Map(
      rows.map((row) => [
        idempotencyIdentity(row.app_id, row.idempotency_key),
        { kind: 'exists', id: row.id, bodyHash: row.body_hash },
      ]),
    );
  }
}

function laneOf(appId: string, tenant: string | null, delivery: NewDelivery): LaneContent | undefined {
  const { integrationId, sender } = delivery;
  if (integrationId === null) return undefined;
  return { appId, tenant, integrationId, sender: sender ?? { key: `integration:${integrationId}`, rate: null } };
}

function idempotencyIdentity(appId: string, key: string | null): string {
  return `${appId} ${key}`;
}
