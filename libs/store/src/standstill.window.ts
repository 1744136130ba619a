import { type DeliveryStatus, statusOfRank, statusRank } from './delivery.status.js';
import type { Postgres } from './postgres.client.js';

/** A stretch of the event feed that was taken for a check of what was sent in it. */
export interface StandstillWindow {
  fromTx: string;
  toTx: string;
  /** Place in the list of checks, from 0. */
  step: number;
  /** Up to here, without it, what was sent is checked already. */
  atTx: string;
  atSeq: string;
}

/** A delivery that was sent and has not been heard of as expected. */
export interface StandingDelivery {
  deliveryId: string;
  appId: string;
  provider: string;
  integrationId: string;
  providerMessageId: string;
  status: DeliveryStatus;
  sealedConfigOverride: Buffer | null;
}

/** Which deliveries a check asks about: by provider and the status in which they stand still. */
export type StandingQuery = Readonly<Partial<Record<'sent' | 'delivered', readonly string[]>>>;

interface StandingRow extends Omit<StandingDelivery, 'status'> {
  rank: number;
  tx: string;
  seq: string;
}

const OPEN = {
  name: 'open_standstill_window',
  text: `
    insert into standstill_windows (from_tx, to_tx, due_at, at_tx)
    select newest.to_tx, feed_horizon(), now() + $2::float8 * interval '1 ms', newest.to_tx
    from (select to_tx, closed_at from standstill_windows order by from_tx desc limit 1) as newest
    where newest.closed_at <= now() - $1::float8 * interval '1 ms' and feed_horizon() > newest.to_tx
    on conflict (from_tx) do nothing`,
};

const TAKE = {
  name: 'take_standstill_window',
  text: `
    with picked as (
      select from_tx from standstill_windows
      where due_at <= now() and not exists (select from standstill_windows as other where other.leased_until > now())
      order by due_at
      limit 1
      for update skip locked
    )
    update standstill_windows set leased_until = now() + $1::int * interval '1 ms'
    from picked where standstill_windows.from_tx = picked.from_tx
    returning standstill_windows.from_tx::text as "fromTx", to_tx::text as "toTx", step, at_tx::text as "atTx",
      at_seq::text as "atSeq"`,
};

const STANDING = {
  name: 'standing_deliveries',
  text: `
    select deliveries.id as "deliveryId", deliveries.app_id as "appId", deliveries.provider,
      deliveries.integration_id as "integrationId", deliveries.provider_message_id as "providerMessageId",
      deliveries.status as rank, deliveries.config_override as "sealedConfigOverride", sent.tx::text as tx, sent.seq::text as seq
    from apps
    join lateral (
      select tx, seq, delivery_id from events
      where events.app_id = apps.id and (tx, seq) > ($1::bigint, $2::bigint) and tx < $3::bigint and type = 'sent'
    ) as sent on true
    join deliveries on deliveries.id = sent.delivery_id
    where deliveries.provider_message_id is not null and (
      (deliveries.status = ${statusRank('sent')} and deliveries.provider = any($4::text[]))
      or (deliveries.status = ${statusRank('delivered')} and deliveries.provider = any($5::text[]))
    )
    order by sent.tx, sent.seq
    limit $6`,
};

const ADVANCE = {
  name: 'advance_standstill_window',
  text: `
    update standstill_windows
    set at_tx = $3::bigint, at_seq = $4::bigint, leased_until = now() + $5::int * interval '1 ms'
    where from_tx = $1::bigint and step = $2 and leased_until > now()
    returning from_tx`,
};

const NEXT_STEP = {
  name: 'next_standstill_step',
  text: `
    update standstill_windows
    set step = step + 1, due_at = closed_at + $3::float8 * interval '1 ms', leased_until = null, at_tx = from_tx, at_seq = 0
    where from_tx = $1::bigint and step = $2`,
};

const CLOSE = {
  name: 'close_standstill_window',
  text: `
    with kept as (
      -- The newest one stays as the place from which the next goes on.
      update standstill_windows set due_at = 'infinity', leased_until = null
      where from_tx = $1::bigint and step = $2
        and not exists (select from standstill_windows as newer where newer.from_tx > $1::bigint)
      returning from_tx
    )
    delete from standstill_windows
    where from_tx = $1::bigint and step = $2 and not exists (select from kept)`,
};

/**
 * The windows in which missing callbacks are looked for. A window is a stretch of the event feed, some time long: it
 * finds what was sent then by the feed's own key, so that sending pays nothing for it. It comes up for one check after
 * another and is then let go.
 */
export class StandstillWindows {
  constructor(private readonly postgres: Postgres) {}

  /** Opens a window over all that was sent since the newest one, unless that is younger than `lengthMs`. */
  async open(lengthMs: number, firstCheckMs: number): Promise<void> {
    await this.postgres.rows(OPEN, [lengthMs, firstCheckMs]);
  }

  /** Takes the window whose check is longest due, for `leaseMs`; undefined when none is, or someone has one. */
  async take(leaseMs: number): Promise<StandstillWindow | undefined> {
    const [window] = await this.postgres.rows<StandstillWindow & Record<string, unknown>>(TAKE, [leaseMs]);
    return window;
  }

  /** The next deliveries of the window that stand still, at most `limit`, and the window moved up behind them. */
  async page(
    window: StandstillWindow,
    { sent = [], delivered = [] }: StandingQuery,
    limit: number,
  ): Promise<{ standing: StandingDelivery[]; next: StandstillWindow | undefined }> {
    const rows = await this.postgres.rows<StandingRow & Record<string, unknown>>(STANDING, [
      window.atTx,
      window.atSeq,
      window.toTx,
      sent,
      delivered,
      limit,
    ]);
    const last = rows.at(-1);
    const isMore = rows.length === limit && last !== undefined;
    return {
      standing: rows.map(({ rank, tx: _tx, seq: _seq, ...row }) => ({ ...row, status: statusOfRank(rank) })),
      next: isMore ? { ...window, atTx: last.tx, atSeq: last.seq } : undefined,
    };
  }

  /** Keeps how far the check has come, and the window for another `leaseMs`; false when it was lost meanwhile. */
  async advance({ fromTx, step, atTx, atSeq }: StandstillWindow, leaseMs: number): Promise<boolean> {
    return (await this.postgres.rows(ADVANCE, [fromTx, step, atTx, atSeq, leaseMs])).length > 0;
  }

  /** The check is done; the next one is due when the window is `nextCheckMs` old. Without one it is let go. */
  async finish({ fromTx, step }: StandstillWindow, nextCheckMs: number | undefined): Promise<void> {
    if (nextCheckMs === undefined) await this.postgres.rows(CLOSE, [fromTx, step]);
    else await this.postgres.rows(NEXT_STEP, [fromTx, step, nextCheckMs]);
  }
}
