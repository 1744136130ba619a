import { type RawBuilder, sql } from 'kysely';
import { type CandidateSource, PENDING_LOOKED_THROUGH, candidatesOf } from './delivery.candidates.js';
import { type DeliveryStatus, statusRank } from './delivery.status.js';
import { type DeliveryState, type DeliveryStateRow, STATE_COLUMNS, deliveryState } from './delivery.view.js';
import { type ListPosition, decodeListCursor, encodeListCursor } from './list.cursor.js';
import type { Postgres } from './postgres.client.js';
import { type SearchText, readSearchText } from './search.text.js';

/** Which deliveries; what is not given does not restrict. */
export interface DeliveryFilter {
  /** Only deliveries that stand in one of these ways. */
  statuses?: readonly DeliveryStatus[];
  /** Code of the reason for which they are discarded. */
  reason?: string;
  channel?: string;
  provider?: string;
  integrationId?: string;
  recipient?: string;
  tenant?: string;
  notificationId?: string;
  /** Accepted at this time or later. */
  from?: Date;
  /** Accepted before this time. */
  to?: Date;
  /** A request id, delivery id, message id of the vendor, phone number, email address or recipient. */
  q?: string;
}

/** A delivery in a list. */
export interface DeliverySummary extends DeliveryState {
  requestId: string;
  tenant: string | null;
  /** Where it goes, as the provider writes addresses; null where there is none. */
  address: string | null;
  /** How many attempts have ended. */
  attempts: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Which page of a search. */
export interface DeliveryQuery extends DeliveryFilter {
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

/** A part of what was found, newest first. */
export interface DeliveryPage {
  data: DeliverySummary[];
  /** Leads on; null at the end. May be given with few deliveries, or none: so far it was looked. */
  next: string | null;
}

interface SummaryRow extends DeliveryStateRow {
  notification_id: string;
  tenant: string | null;
  address: string | null;
  attempts: number;
  created_at: Date;
}

interface ScanRow {
  scanned: string;
  end_notification: string | null;
  end_delivery: string | null;
  found: SummaryRow[] | null;
}

/** Deliveries that are looked at in one go, each time more, ... */
const STRIDES = [200, 1_000, 5_000, 20_000] as const;

/** Finds deliveries. Each page costs a bounded number of rows, whatever the filter: who wants more follows `next`. */
export class DeliverySearch {
  constructor(private readonly postgres: Postgres) {}

  /**
   * A page of the app's deliveries, newest first by the acceptance of their notifications.
   *
   * @throws InvalidCursorError
   */
  async page(appId: string, { limit, after, ...filter }: DeliveryQuery): Promise<DeliveryPage> {
    const source = await this.#sourceOf(appId, filter);
    const data: DeliverySummary[] = [];
    let position = after === undefined ? undefined : decodeListCursor(after);
    for (const stride of STRIDES) {
      const wanted = limit - data.length;
      const scan = await this.#scan(appId, filter, source, { after: position, stride, limit: wanted });
      data.push(...scan.found);
      if (scan.next === undefined) return { data, next: null };
      position = scan.next;
      if (data.length >= limit) break;
    }
    return { data, next: position === undefined ? null : encodeListCursor(position) };
  }

  async #sourceOf(appId: string, filter: DeliveryFilter): Promise<CandidateSource> {
    if (filter.q !== undefined) return this.#sourceOfText(appId, readSearchText(filter.q));
    if (filter.notificationId !== undefined) return { by: 'ids', ids: [filter.notificationId] };
    if (filter.recipient !== undefined) return { by: 'recipients', recipients: [filter.recipient] };
    const onlyStatus = filter.statuses?.length === 1 ? filter.statuses[0] : undefined;
    if (onlyStatus === 'discarded' || filter.reason !== undefined) return { by: 'discards' };
    if (onlyStatus === 'pending' && (await this.#isPendingSurveyable())) return { by: 'pending' };
    return { by: 'acceptance' };
  }

  async #sourceOfText(appId: string, text: SearchText): Promise<CandidateSource> {
    if (text.id !== undefined) return { by: 'ids', ids: [text.id] };
    const { rows } = await sql<{ identifier: string }>`
      select identifier from users where app_id = ${appId} and profile ? 'phoneNumber'
        and digits_of(profile ->> 'phoneNumber') = ${text.digits}
      union
      select identifier from users where app_id = ${appId} and profile ? 'email' and lower(profile ->> 'email') = ${text.lower}
      limit 100`.execute(this.postgres.query);
    const recipients = [text.plain, ...rows.map(({ identifier }) => identifier)];
    return { by: 'recipients', recipients, messageId: text.plain };
  }

  async #isPendingSurveyable(): Promise<boolean> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from (
        select from deliveries where stage = 'waiting' limit ${PENDING_LOOKED_THROUGH + 1}
      ) as waiting`.execute(this.postgres.query);
    return (rows[0]?.count ?? 0) <= PENDING_LOOKED_THROUGH;
  }

  async #scan(
    appId: string,
    filter: DeliveryFilter,
    source: CandidateSource,
    { after, stride, limit }: { after: ListPosition | undefined; stride: number; limit: number },
  ): Promise<{ found: DeliverySummary[]; next: ListPosition | undefined }> {
    const bounds = { appId, after, from: filter.from, to: filter.to, limit: stride };
    const { rows } = await sql<ScanRow>`
      with scanned as materialized (${candidatesOf(source, bounds)}),
      found as (
        select ${sql.raw(STATE_COLUMNS)}, deliveries.notification_id, deliveries.tenant, deliveries.address,
          deliveries.attempts, deliveries.created_at
        from scanned join deliveries on deliveries.id = scanned.id
        where deliveries.app_id = ${appId} ${sql.join(conditionsOf(filter), sql``)}
        order by scanned.notification_id desc, scanned.id desc
        limit ${limit}
      )
      select (select count(*) from scanned) as scanned, farthest.notification_id as end_notification,
        farthest.id as end_delivery, found.*
      from (select) as always
      left join (select notification_id, id from scanned order by notification_id, id limit 1) as farthest on true
      left join found on true`.execute(this.postgres.query);
    return readScan(rows as unknown as (ScanRow & SummaryRow)[], { stride, limit });
  }
}

function readScan(
  rows: readonly (ScanRow & SummaryRow)[],
  { stride, limit }: { stride: number; limit: number },
): { found: DeliverySummary[]; next: ListPosition | undefined } {
  const found = rows.filter(({ id }) => id !== null);
  const [first] = rows;
  const last = found.at(-1);
  if (found.length === limit && last !== undefined) {
    return { found: found.map(toSummary), next: { notificationId: last.notification_id, id: last.id } };
  }
  const isAtEnd = Number(first?.scanned ?? 0) < stride;
  const { end_notification: notificationId, end_delivery: id } = first ?? {};
  const next = isAtEnd || !notificationId || !id ? undefined : { notificationId, id };
  return { found: found.map(toSummary), next };
}

function toSummary(row: SummaryRow): DeliverySummary {
  return {
    ...deliveryState(row),
    requestId: row.notification_id,
    tenant: row.tenant,
    address: row.address,
    attempts: row.attempts,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function conditionsOf(filter: DeliveryFilter): RawBuilder<unknown>[] {
  const { statuses, reason, channel, provider, integrationId, recipient, tenant, notificationId } = filter;
  return [
    statuses === undefined
      ? undefined
      : sql` and deliveries.status = any(${statuses.map((status) => statusRank(status))}::smallint[])`,
    reason === undefined
      ? undefined
      : sql` and deliveries.status = ${statusRank('discarded')} and deliveries.reason ->> 'code' = ${reason}`,
    channel === undefined ? undefined : sql` and deliveries.channel = ${channel}`,
    provider === undefined ? undefined : sql` and deliveries.provider = ${provider}`,
    integrationId === undefined ? undefined : sql` and deliveries.integration_id = ${integrationId}`,
    recipient === undefined ? undefined : sql` and deliveries.recipient = ${recipient}`,
    tenant === undefined ? undefined : sql` and deliveries.tenant = ${tenant}`,
    notificationId === undefined ? undefined : sql` and deliveries.notification_id = ${notificationId}`,
    sql` `,
  ].filter((condition) => condition !== undefined);
}
