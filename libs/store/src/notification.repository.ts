import type { DiscardReason, JsonObject } from '#herald/channel-provider';
import { type Transaction, sql } from 'kysely';
import { PAIR_IS_FREE } from './delivery.claim.js';
import { type DeliveryStatus, statusOfRank } from './delivery.status.js';
import { EVENT_COLUMNS, type EventRecord } from './event.repository.js';
import type { Postgres } from './postgres.client.js';
import type { LookResult, Schema, Stage } from './schema.types.js';

/** One accepted `notify()` call and what became of it. */
export interface NotificationView {
  requestId: string;
  createdAt: Date;
  sendAt: Date | null;
  tenant: string | null;
  category: string | null;
  notification: JsonObject;
  data: JsonObject;
  /** Secrets are masked. */
  override: JsonObject | null;
  deliveries: DeliveryView[];
}

/** A try to hand a delivery to the provider. */
export interface AttemptView {
  number: number;
  startedAt: Date;
  finishedAt: Date | null;
  /** Null while it is under way. */
  outcome: 'accepted' | 'retry' | 'rejected' | 'unknown' | null;
  cause: string | null;
  providerCode: string | null;
  explanation: string | null;
  /** True when an earlier attempt may have reached the recipient, too: its outcome was never learned. */
  duplicateRisk: boolean;
}

/** Why a pending delivery is not further yet. */
export interface Waiting {
  stage: 'scheduled' | 'due' | 'claimed' | 'unknown';
  since: Date;
  /** When it is sent or, with an unknown outcome, when the vendor is asked next. */
  dueAt: Date | null;
  explanation: string;
}

/** One recipient of a notification on one channel. */
export interface DeliveryView {
  id: string;
  recipient: string;
  channel: string | null;
  provider: string | null;
  integrationId: string | null;
  status: DeliveryStatus;
  providerMessageId: string | null;
  /** Present when it is discarded. */
  reason: DiscardReason | null;
  /** Present while it is pending. */
  waiting: Waiting | null;
  attempts: AttemptView[];
  events: EventRecord[];
}

interface DeliveryRow {
  id: string;
  recipient: string;
  channel: string | null;
  provider: string | null;
  integration_id: string | null;
  status: number;
  stage: Stage;
  due_at: Date;
  updated_at: Date;
  provider_message_id: string | null;
  reason: DiscardReason | null;
  last_look: LookResult | null;
  is_due: boolean;
  is_pair_free: boolean;
}

const WAITING_FOR: Record<Waiting['stage'], string> = {
  scheduled: 'It is due later: it was scheduled, or an earlier attempt failed and will be repeated.',
  due: 'It is due and waits for a worker.',
  claimed: 'A worker has it.',
  unknown: 'The vendor may or may not have taken it; it is not sent again before that is known.',
};

const WAITING_FOR_PAIR =
  'It is due, and waits until the outcome of an earlier message to the same address is known, for an hour at most.';

const WAITING_AFTER_LOOK: Record<LookResult, string> = {
  empty: 'The vendor may or may not have taken it; its list does not show it so far, and is looked at again.',
  ambiguous:
    'The vendor has a message that may be this one or another, or more than one that may be it; it is not sent again, and waits for a callback.',
  failed: 'The vendor may or may not have taken it, and cannot be asked at present; it is asked again.',
};

/** A burst of old keys is let go over some sweeps, so that none of these statements takes long. */
const KEYS_AT_ONCE = 5_000;

/** Accepted notifications, for reading. */
export class NotificationRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * The notification with its deliveries, attempts and events, all as they were at one moment; undefined when the app
   * has none with this id.
   */
  find(appId: string, notificationId: string): Promise<NotificationView | undefined> {
    const snapshot = this.postgres.query.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    return snapshot.execute((query) => this.#read(query, appId, notificationId));
  }

  /** Lets go of idempotency keys older than this, some at a time, so that they may be used anew; gives their number. */
  async forgetIdempotencyKeys(olderThanMs: number): Promise<number> {
    const result = await this.postgres.query
      .updateTable('notifications')
      .set({ idempotency_key: null, body_hash: null })
      .where('id', 'in', (notifications) =>
        notifications
          .selectFrom('notifications')
          .select('id')
          .where('idempotency_key', 'is not', null)
          .where('created_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 ms'`)
          .orderBy('created_at')
          .limit(KEYS_AT_ONCE)
          .forUpdate()
          .skipLocked(),
      )
      .executeTakeFirst();
    return Number(result.numUpdatedRows);
  }

  async #read(
    query: Transaction<Schema>,
    appId: string,
    notificationId: string,
  ): Promise<NotificationView | undefined> {
    const notification = await query
      .selectFrom('notifications')
      .selectAll()
      .where('id', '=', notificationId)
      .where('app_id', '=', appId)
      .executeTakeFirst();
    if (notification === undefined) return undefined;
    const deliveries = await this.#deliveries(query, notificationId);
    const attempts = await this.#attempts(query, notificationId);
    const events = await this.#events(query, appId, notificationId);
    return {
      requestId: notification.id,
      createdAt: notification.created_at,
      sendAt: notification.send_at,
      tenant: notification.tenant,
      category: notification.category,
      notification: notification.content,
      data: notification.data,
      override: notification.override,
      deliveries: deliveries.map((row) => ({
        ...toDelivery(row),
        attempts: attempts.get(row.id) ?? [],
        events: events.get(row.id) ?? [],
      })),
    };
  }

  #deliveries(query: Transaction<Schema>, notificationId: string): Promise<DeliveryRow[]> {
    return query
      .selectFrom('deliveries')
      .select([
        'id',
        'recipient',
        'channel',
        'provider',
        'integration_id',
        'status',
        'stage',
        'due_at',
        'updated_at',
        'provider_message_id',
        'reason',
        'last_look',
        sql<boolean>`due_at <= now()`.as('is_due'),
        sql<boolean>`${sql.raw(PAIR_IS_FREE)}`.as('is_pair_free'),
      ])
      .where('notification_id', '=', notificationId)
      .orderBy('id')
      .execute();
  }

  async #attempts(query: Transaction<Schema>, notificationId: string): Promise<Map<string, AttemptView[]>> {
    const rows = await query
      .selectFrom('attempts')
      .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
      .selectAll('attempts')
      .where('deliveries.notification_id', '=', notificationId)
      .orderBy('attempts.fence')
      .execute();
    return grouped(rows, (row) => [
      row.delivery_id,
      {
        number: row.number,
        startedAt: row.started_at,
        finishedAt: row.finished_at,
        outcome: row.outcome,
        cause: row.detail?.cause ?? null,
        providerCode: row.detail?.providerCode ?? null,
        explanation: row.detail?.explanation ?? null,
        duplicateRisk: row.duplicate_risk,
      },
    ]);
  }

  async #events(
    query: Transaction<Schema>,
    appId: string,
    notificationId: string,
  ): Promise<Map<string, EventRecord[]>> {
    const rows = await query
      .selectFrom('events')
      .innerJoin('deliveries', 'deliveries.id', 'events.delivery_id')
      .select(EVENT_COLUMNS.map((column) => `events.${column}` as const))
      .where('deliveries.notification_id', '=', notificationId)
      .where('events.app_id', '=', appId)
      .orderBy('events.tx')
      .orderBy('events.seq')
      .execute();
    return grouped(rows, (row) => [row.deliveryId, row]);
  }
}

function toDelivery(row: DeliveryRow): Omit<DeliveryView, 'attempts' | 'events'> {
  const status = statusOfRank(row.status);
  return {
    id: row.id,
    recipient: row.recipient,
    channel: row.channel,
    provider: row.provider,
    integrationId: row.integration_id,
    status,
    providerMessageId: row.provider_message_id,
    reason: status === 'discarded' ? row.reason : null,
    waiting: status === 'pending' && row.stage !== 'settled' ? waitingOf(row.stage, row) : null,
  };
}

function waitingOf(stage: Exclude<Stage, 'settled'>, row: DeliveryRow): Waiting {
  const shown = stage !== 'waiting' ? stage : row.is_due ? 'due' : 'scheduled';
  const dueAt = stage === 'claimed' ? null : row.due_at;
  return { stage: shown, since: row.updated_at, dueAt, explanation: explanationOf(shown, row) };
}

function explanationOf(shown: Waiting['stage'], row: DeliveryRow): string {
  if (shown === 'unknown' && row.last_look !== null) return WAITING_AFTER_LOOK[row.last_look];
  return shown === 'due' && !row.is_pair_free ? WAITING_FOR_PAIR : WAITING_FOR[shown];
}

function grouped<Row, Value>(rows: Row[], toEntry: (row: Row) => [string, Value]): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const [key, value] of rows.map(toEntry)) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}
