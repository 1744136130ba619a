import type { InboundMessage } from '#herald/channel-provider';
import { uuidv7 } from 'uuidv7';
import { type Postgres, columns } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import {
  APPLY_SIGNALS,
  type GivenSignal,
  type KeptSignal,
  arrayText,
  givenSignals,
  isOfSigner,
  signalColumns,
} from './signal.application.js';
import { Batcher } from './statement.batch.js';

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
  /** Integrations whose key signed it: only their deliveries are found by the vendor's message id. */
  signedBy: readonly string[];
  signals: KeptSignal[];
  inbound: InboundMessage[];
}

/** What a callback did besides being stored. */
export interface ReceivedCallback {
  /** True when it settled a delivery whose outcome was unknown. */
  settledUnknown: boolean;
}

/** Whose delivery it is and what identifies the credentials that it was sent with. */
export interface DeliveryCredentials {
  appId: string;
  integrationId: string | null;
  sealedConfigOverride: Buffer | null;
}

interface CredentialsRow {
  id: string;
  app_id: string;
  api_key: string;
  provider: string | null;
  integration_id: string | null;
  config_override: Buffer | null;
}

interface ParkedCallback {
  callbackId: string;
  appId: string;
  provider: string;
  signals: KeptSignal[];
  signedBy: string[];
  receivedAt: Date;
}

const RECEIVE = {
  name: 'receive_callbacks',
  text: `
    with ${givenSignals('given')}, ${APPLY_SIGNALS}, kept as (
      insert into callbacks
        (id, app_id, provider, url, content_type, body, delivery_id, provider_message_id, signals, signed_by, state)
      select raw.id, raw.app_id, raw.provider, raw.url, raw.content_type, raw.body,
        coalesce(raw.delivery_id, (select min(hit_id::text)::uuid from hit where callback_id = raw.id)), raw.message_id,
        raw.signals::jsonb, raw.signed_by::uuid[],
        case when raw.message_id is null then 'ignored'
          when (raw.id in (select callback_id from hit)) is true then 'applied' else 'parked' end
      from unnest(
        $12::uuid[], $13::uuid[], $14::text[], $15::text[], $16::text[], $17::bytea[], $18::uuid[], $19::text[], $20::text[],
        $21::text[]
      ) as raw(id, app_id, provider, url, content_type, body, delivery_id, message_id, signals, signed_by)
    ), written as (
      insert into inbound_messages (id, app_id, provider, provider_message_id, sender, receiver, message)
      select * from unnest($22::uuid[], $23::uuid[], $24::text[], $25::text[], $26::text[], $27::text[], $28::jsonb[])
      on conflict (app_id, provider, provider_message_id) do nothing
    )
    select callback_id as "callbackId" from hit where stage_before = 'unknown'`,
};

const APPLY = {
  name: 'apply_signals',
  text: `with ${givenSignals('given')}, ${APPLY_SIGNALS} select count(*) from hit`,
};

const APPLY_PARKED = {
  name: 'apply_parked_callbacks',
  text: `
    with ${givenSignals('given')}, ${APPLY_SIGNALS}
    update callbacks set state = 'applied', delivery_id = hit.hit_id
    from hit where callbacks.id = hit.callback_id`,
};

const FIND_PARKED = {
  name: 'find_parked_callbacks',
  text: `
    select callbacks.id as "callbackId", callbacks.app_id as "appId", callbacks.provider, callbacks.signals,
      callbacks.signed_by as "signedBy", callbacks.received_at as "receivedAt"
    from callbacks
    join deliveries on deliveries.provider_message_id = callbacks.provider_message_id
      and deliveries.app_id = callbacks.app_id and deliveries.provider = callbacks.provider
      and ${isOfSigner('callbacks')}
    where callbacks.state = 'parked' and callbacks.received_at > now() - $1::bigint * interval '1 ms'
    limit 500`,
};

const CREDENTIALS = {
  name: 'delivery_credentials',
  text: `
    select deliveries.id, deliveries.app_id, apps.api_key, deliveries.provider, deliveries.integration_id,
      config_override
    from unnest($1::uuid[]) as wanted(id) join deliveries on deliveries.id = wanted.id
    join apps on apps.id = deliveries.app_id`,
};

/** Callbacks: the raw bytes are kept and what they tell is applied, in one commit. */
export class CallbackRepository {
  readonly #receive: Batcher<NewCallback, ReceivedCallback>;
  readonly #credentials: Batcher<string, CredentialsRow | undefined>;

  constructor(private readonly postgres: Postgres) {
    this.#receive = new Batcher((callbacks) => this.#store(callbacks), isRowFault);
    this.#credentials = new Batcher((ids) => this.#readCredentials(ids), isRowFault);
  }

  /** Resolves after the commit. The same report told twice changes nothing the second time. */
  receive(callback: NewCallback): Promise<ReceivedCallback> {
    return this.#receive.add(callback);
  }

  /** Applies what the vendor answered when it was asked about a delivery, as if a callback had told it. */
  async apply(signals: (KeptSignal & { deliveryId: string; appId: string; provider: string })[]): Promise<void> {
    const given = signals.map((signal) => ({ ...signal, callbackId: null, signedBy: [] }));
    await this.postgres.rows(APPLY, signalColumns(given));
  }

  /** What a delivery was sent with; undefined when the app with this key and the provider have no such delivery. */
  async credentialsOf(apiKey: string, provider: string, deliveryId: string): Promise<DeliveryCredentials | undefined> {
    const found = await this.#credentials.add(deliveryId);
    if (found?.api_key !== apiKey || found.provider !== provider) return undefined;
    return {
      appId: found.app_id,
      integrationId: found.integration_id,
      sealedConfigOverride: found.config_override,
    };
  }

  /** Applies parked callbacks, up to this old, whose delivery has become known since; gives their number. */
  async applyParked(upToAgeMs: number): Promise<number> {
    const parked = await this.postgres.rows<ParkedCallback & Record<string, unknown>>(FIND_PARKED, [upToAgeMs]);
    if (parked.length === 0) return 0;
    const given = parked.flatMap(({ signals, receivedAt, ...callback }) =>
      signals.map((signal) => ({
        ...signal,
        occurredAt: signal.occurredAt ?? receivedAt.toISOString(),
        ...callback,
        deliveryId: null,
      })),
    );
    await this.postgres.rows(APPLY_PARKED, signalColumns(given));
    return parked.length;
  }

  async #store(callbacks: NewCallback[]): Promise<ReceivedCallback[]> {
    const ids = callbacks.map(() => uuidv7());
    const settling = await this.postgres.rows<{ callbackId: string }>(RECEIVE, [
      ...signalColumns(givenOf(callbacks, ids)),
      ids,
      ...columns(
        callbacks,
        (row) => row.appId,
        (row) => row.provider,
        (row) => row.url,
        (row) => row.contentType,
        (row) => row.body,
        (row) => row.deliveryId,
        (row) => row.signals[0]?.providerMessageId,
        (row) => JSON.stringify(row.signals),
        (row) => arrayText(row.signedBy),
      ),
      ...columns(
        inboundOf(callbacks),
        () => uuidv7(),
        (row) => row.appId,
        (row) => row.provider,
        (row) => row.message.providerMessageId,
        (row) => row.message.from,
        (row) => row.message.to,
        (row) => JSON.stringify(row.message),
      ),
    ]);
    const settled = new Set(settling.map((row) => row.callbackId));
    return ids.map((id) => ({ settledUnknown: settled.has(id) }));
  }

  async #readCredentials(ids: string[]): Promise<(CredentialsRow | undefined)[]> {
    const rows = await this.postgres.rows<CredentialsRow>(CREDENTIALS, [[...new Set(ids)]]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  }
}

/** The signals of these callbacks. Written out: to spread them takes a good part of storing a callback. */
function givenOf(callbacks: readonly NewCallback[], ids: readonly string[]): GivenSignal[] {
  const given: GivenSignal[] = [];
  for (const [index, { appId, provider, deliveryId, signedBy, signals }] of callbacks.entries()) {
    for (const { providerMessageId, providerStatus, event, reason, occurredAt } of signals) {
      const callbackId = ids[index] as string;
      given.push({
        callbackId,
        appId,
        provider,
        deliveryId,
        signedBy,
        providerMessageId,
        providerStatus,
        event,
        reason,
        occurredAt,
      });
    }
  }
  return given;
}

function inboundOf(callbacks: readonly NewCallback[]) {
  return callbacks.flatMap(({ inbound, appId, provider }) => inbound.map((message) => ({ message, appId, provider })));
}
