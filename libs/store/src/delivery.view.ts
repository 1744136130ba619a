import type { DiscardReason } from '#herald/channel-provider';
import { type Transaction, sql } from 'kysely';
import { PAIR_IS_FREE } from './delivery.claim.js';
import { type DeliveryStatus, statusOfRank } from './delivery.status.js';
import { EVENT_COLUMNS, type EventRecord } from './event.repository.js';
import type { LookResult, Schema, Stage } from './schema.types.js';

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

/** A delivery as it stands, without what led there. */
export interface DeliveryState {
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
}

/** One recipient of a notification on one channel. */
export interface DeliveryView extends DeliveryState {
  attempts: AttemptView[];
  events: EventRecord[];
}

/** The columns that a `DeliveryState` is made from. */
export interface DeliveryStateRow {
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

/** Selects a `DeliveryStateRow` from `deliveries`. */
export const STATE_COLUMNS = `deliveries.id, deliveries.recipient, deliveries.channel, deliveries.provider,
      deliveries.integration_id, deliveries.status, deliveries.stage, deliveries.due_at, deliveries.updated_at,
      deliveries.provider_message_id, deliveries.reason, deliveries.last_look, deliveries.due_at <= now() as is_due,
      -- Of no meaning, and not looked up, for what does not wait.
      deliveries.stage <> 'waiting' or ${PAIR_IS_FREE} as is_pair_free`;

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

/** How a delivery stands, in words where it waits. */
export function deliveryState(row: DeliveryStateRow): DeliveryState {
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

/** Which deliveries: all of a notification, or one. */
export interface DeliveryChoice {
  by: 'notification_id' | 'id';
  id: string;
}

/** Deliveries with their attempts and events, first one first; the caller has made sure whose they are. */
export async function deliveryViews(query: Transaction<Schema>, choice: DeliveryChoice): Promise<DeliveryView[]> {
  const chosen = sql`deliveries.${sql.ref(choice.by)} = ${choice.id}`;
  const { rows } = await sql<DeliveryStateRow>`
    select ${sql.raw(STATE_COLUMNS)} from deliveries where ${chosen} order by deliveries.id`.execute(query);
  const attempts = await attemptsOf(query, choice);
  const events = await eventsOf(query, choice);
  return rows.map((row) => ({
    ...deliveryState(row),
    attempts: attempts.get(row.id) ?? [],
    events: events.get(row.id) ?? [],
  }));
}

async function attemptsOf(query: Transaction<Schema>, { by, id }: DeliveryChoice): Promise<Map<string, AttemptView[]>> {
  const rows = await query
    .selectFrom('attempts')
    .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
    .selectAll('attempts')
    .where(`deliveries.${by}`, '=', id)
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

async function eventsOf(query: Transaction<Schema>, { by, id }: DeliveryChoice): Promise<Map<string, EventRecord[]>> {
  const rows = await query
    .selectFrom('events')
    .innerJoin('deliveries', 'deliveries.id', 'events.delivery_id')
    .select(EVENT_COLUMNS.map((column) => `events.${column}` as const))
    .where(`deliveries.${by}`, '=', id)
    .orderBy('events.tx')
    .orderBy('events.seq')
    .execute();
  return grouped(rows, (row) => [row.deliveryId, row]);
}

function waitingOf(stage: Exclude<Stage, 'settled'>, row: DeliveryStateRow): Waiting {
  const shown = stage !== 'waiting' ? stage : row.is_due ? 'due' : 'scheduled';
  const dueAt = stage === 'claimed' ? null : row.due_at;
  return { stage: shown, since: row.updated_at, dueAt, explanation: explanationOf(shown, row) };
}

function explanationOf(shown: Waiting['stage'], row: DeliveryStateRow): string {
  if (shown === 'unknown' && row.last_look !== null) return WAITING_AFTER_LOOK[row.last_look];
  return shown === 'due' && !row.is_pair_free ? WAITING_FOR_PAIR : WAITING_FOR[shown];
}

function grouped<Row, Value>(rows: Row[], toEntry: (row: Row) => [string, Value]): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const [key, value] of rows.map(toEntry)) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}
