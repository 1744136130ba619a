import type { DiscardReason, EventType, InboundMessage } from '#herald/channel-provider';
import { uuidv7 } from 'uuidv7';
import { statusRank } from './delivery.status.js';
import { type Postgres, columns } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import { Batcher } from './statement.batch.js';

/** A vendor's word on one message, as it is kept and applied. */
export interface KeptSignal {
  providerMessageId: string;
  providerStatus: string;
  event: EventType | null;
  reason: DiscardReason | null;
  /** ISO 8601; null: when it arrived. */
  occurredAt: string | null;
}

/** A verified callback. */
export interface NewCallback {
  appId: string;
  provider: string;
  url: string;
  contentType: string | null;
  /** Raw bytes. */
  body: Buffer;
  /** From the signed callback address; null when the callback was not asked for by us. */
  deliveryId: string | null;
  signals: KeptSignal[];
  inbound: InboundMessage[];
}

/** What identifies the credentials behind a delivery. */
export interface DeliveryCredentials {
  integrationId: string | null;
  sealedConfigOverride: Buffer | null;
}

interface GivenSignal extends KeptSignal {
  callbackId: string;
  appId: string;
  provider: string;
  deliveryId: string | null;
}

interface ParkedCallback {
  callbackId: string;
  appId: string;
  provider: string;
  signals: KeptSignal[];
  receivedAt: Date;
}

/**
 * Applies signals to deliveries, found by the signed id, else by the vendor's message id. A signal proves that the
 * vendor took the message, so a delivery that was still open is settled and gets its `sent`.
 */
const APPLY = `
    hit as materialized (
      select given.*, deliveries.id as hit_id, deliveries.stage as stage_before
      from given
      join deliveries on deliveries.app_id = given.app_id and deliveries.provider = given.provider
        -- Not a CASE: only an OR of two equalities lets both indexes be used.
        and (deliveries.id = given.delivery_id
          or (given.delivery_id is null and deliveries.provider_message_id = given.message_id))
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
      returning deliveries.*
    ), happened as (
      insert into events
        (app_id, id, type, notification_id, delivery_id, recipient, tenant, channel, provider, provider_message_id, reason, dedupe, occurred_at)
      select moved.app_id, gen_random_uuid(), told.type, moved.notification_id, moved.id, moved.recipient, moved.tenant,
        moved.channel, moved.provider, told.message_id, told.reason::jsonb, told.dedupe, coalesce(told.occurred_at, now())
      from (
        select distinct hit_id, 'sent' as type, min(message_id) over (partition by hit_id) as message_id, null as reason,
          'sent' as dedupe, null::timestamptz as occurred_at, 0 as place
        from hit where stage_before <> 'settled'
        union all
        select hit_id, type, message_id, reason, dedupe, occurred_at, 1 from hit where type is not null and type <> 'sent'
      ) as told
      join moved on moved.id = told.hit_id
      order by told.place, told.occurred_at
      on conflict (delivery_id, dedupe) do nothing
    )`;

const GIVEN = `
    given as (
      select * from unnest(
        $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::int2[], $7::text[], $8::text[], $9::timestamptz[], $10::text[]
      ) as given(callback_id, app_id, provider, delivery_id, message_id, rank, type, reason, occurred_at, dedupe)
    )`;

const RECEIVE = {
  name: 'receive_callbacks',
  text: `
    with ${GIVEN}, ${APPLY}, kept as (
      insert into callbacks (id, app_id, provider, url, content_type, body, delivery_id, provider_message_id, signals, state)
      select raw.id, raw.app_id, raw.provider, raw.url, raw.content_type, raw.body,
        coalesce((select min(hit_id::text)::uuid from hit where callback_id = raw.id), raw.delivery_id), raw.message_id,
        raw.signals::jsonb,
        case when raw.message_id is null then 'ignored'
          when exists (select from hit where callback_id = raw.id) then 'applied' else 'parked' end
      from unnest(
        $11::uuid[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::bytea[], $17::uuid[], $18::text[], $19::text[]
      ) as raw(id, app_id, provider, url, content_type, body, delivery_id, message_id, signals)
    )
    insert into inbound_messages (id, app_id, provider, provider_message_id, sender, receiver, message)
    select * from unnest($20::uuid[], $21::uuid[], $22::text[], $23::text[], $24::text[], $25::text[], $26::jsonb[])
    on conflict (app_id, provider, provider_message_id) do nothing`,
};

const APPLY_PARKED = {
  name: 'apply_parked_callbacks',
  text: `
    with ${GIVEN}, ${APPLY}
    update callbacks set state = 'applied', delivery_id = hit.hit_id
    from hit where callbacks.id = hit.callback_id`,
};

const FIND_PARKED = {
  name: 'find_parked_callbacks',
  text: `
    select callbacks.id as "callbackId", callbacks.app_id as "appId", callbacks.provider, callbacks.signals,
      callbacks.received_at as "receivedAt"
    from callbacks
    join deliveries on deliveries.provider_message_id = callbacks.provider_message_id
      and deliveries.app_id = callbacks.app_id and deliveries.provider = callbacks.provider
    where callbacks.state = 'parked'
    limit 500`,
};

const CREDENTIALS = {
  name: 'delivery_credentials',
  text: `
    select deliveries.id, deliveries.app_id, deliveries.provider, integration_id, config_override
    from unnest($1::uuid[]) as wanted(id) join deliveries on deliveries.id = wanted.id`,
};

/** Callbacks: the raw bytes are kept and what they tell is applied, in one commit. */
export class CallbackRepository {
  readonly #receive: Batcher<NewCallback, void>;
  readonly #credentials: Batcher<
    string,
    (DeliveryCredentials & { appId: string; provider: string | null }) | undefined
  >;

  constructor(private readonly postgres: Postgres) {
    this.#receive = new Batcher((callbacks) => this.#store(callbacks), isRowFault);
    this.#credentials = new Batcher((ids) => this.#readCredentials(ids), isRowFault);
  }

  /** Resolves after the commit. The same report told twice changes nothing the second time. */
  receive(callback: NewCallback): Promise<void> {
    return this.#receive.add(callback);
  }

  /** Whose credentials a delivery was sent with; undefined when this app and provider have no such delivery. */
  async credentialsOf(appId: string, provider: string, deliveryId: string): Promise<DeliveryCredentials | undefined> {
    const found = await this.#credentials.add(deliveryId);
    return found?.appId === appId && found.provider === provider ? found : undefined;
  }

  /** Applies parked callbacks whose delivery has become known since; gives their number. */
  async applyParked(): Promise<number> {
    const parked = await this.postgres.rows<ParkedCallback & Record<string, unknown>>(FIND_PARKED, []);
    if (parked.length === 0) return 0;
    const given = parked.flatMap(({ signals, receivedAt, callbackId, appId, provider }) =>
      signals.map((signal) => ({
        ...signal,
        occurredAt: signal.occurredAt ?? receivedAt.toISOString(),
        callbackId,
        appId,
        provider,
        deliveryId: null,
      })),
    );
    await this.postgres.rows(APPLY_PARKED, signalColumns(given));
    return parked.length;
  }

  async #store(callbacks: NewCallback[]): Promise<void[]> {
    const rows = callbacks.map((callback) => ({ ...callback, id: uuidv7() }));
    const signals = rows.flatMap((row) =>
      row.signals.map((signal) => ({
        ...signal,
        callbackId: row.id,
        appId: row.appId,
        provider: row.provider,
        deliveryId: row.deliveryId,
      })),
    );
    const inbound = rows.flatMap((row) =>
      row.inbound.map((message) => ({ message, appId: row.appId, provider: row.provider })),
    );
    await this.postgres.rows(RECEIVE, [
      ...signalColumns(signals),
      ...columns(
        rows,
        (row) => row.id,
        (row) => row.appId,
        (row) => row.provider,
        (row) => row.url,
        (row) => row.contentType,
        (row) => row.body,
        (row) => row.deliveryId,
        (row) => row.signals[0]?.providerMessageId,
        (row) => JSON.stringify(row.signals),
      ),
      ...columns(
        inbound,
        () => uuidv7(),
        (row) => row.appId,
        (row) => row.provider,
        (row) => row.message.providerMessageId,
        (row) => row.message.from,
        (row) => row.message.to,
        (row) => JSON.stringify(row.message),
      ),
    ]);
    return callbacks.map(() => undefined);
  }

  async #readCredentials(ids: string[]) {
    const rows = await this.postgres.rows<{
      id: string;
      app_id: string;
      provider: string | null;
      integration_id: string | null;
      config_override: Buffer | null;
    }>(CREDENTIALS, [[...new Set(ids)]]);
    const byId = new Map(
      rows.map((row) => [
        row.id,
        {
          appId: row.app_id,
          provider: row.provider,
          integrationId: row.integration_id,
          sealedConfigOverride: row.config_override,
        },
      ]),
    );
    return ids.map((id) => byId.get(id));
  }
}

/** A report is the same when event, vendor's status and vendor's code are; details of the timeline are no events. */
function dedupeOf(signal: KeptSignal): string | null {
  if (signal.event === null) return null;
  return [signal.event, signal.providerStatus, signal.reason?.providerCode].filter(Boolean).join(':');
}

function signalColumns(signals: GivenSignal[]): unknown[][] {
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
  );
}
