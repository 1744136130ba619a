import { type RawBuilder, sql } from 'kysely';
import type { ListPosition } from './list.cursor.js';

/** The order in which deliveries are looked at: the most selective one that an index gives. */
export type CandidateSource =
  /** Deliveries and notifications with these ids. */
  | { by: 'ids'; ids: string[] }
  /** Everything for these recipients, and the message with this id at the vendor. */
  | { by: 'recipients'; recipients: string[]; messageId?: string }
  | { by: 'discards' }
  | { by: 'pending' }
  /** Everything. */
  | { by: 'acceptance' };

/** Which part of the candidates. */
export interface CandidateBounds {
  appId: string;
  after: ListPosition | undefined;
  from: Date | undefined;
  to: Date | undefined;
  limit: number;
}

/** Of deliveries that are not settled, so many are looked through where no index tells whose they are. */
export const PENDING_LOOKED_THROUGH = 20_000;

/** Comes after every delivery of a notification in the order of lists. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

type Query = RawBuilder<unknown>;

/** Selects `id` and `notification_id` of candidates, newest first. They may belong to other apps. */
export function candidatesOf(source: CandidateSource, bounds: CandidateBounds): Query {
  const parts = partsOf(source, bounds).map((part) => sql`(${part})`);
  return sql`
    select id, notification_id from (${sql.join(parts, sql` union `)}) as candidates
    order by notification_id desc, id desc
    limit ${bounds.limit}`;
}

type PartsOf = {
  [By in CandidateSource['by']]: (source: Extract<CandidateSource, { by: By }>, bounds: CandidateBounds) => Query[];
};

const PARTS: PartsOf = {
  ids: ({ ids }, bounds) => [
    sql`select id, notification_id from deliveries where id = any(${ids}::uuid[]) ${within(bounds)}`,
    ordered(sql`select id, notification_id from deliveries where notification_id = any(${ids}::uuid[])`, bounds),
  ],
  recipients: ({ recipients, messageId }, bounds) => [
    ...recipients.map((recipient) => ofRecipient(recipient, bounds)),
    pending(bounds, sql`and recipient = any(${recipients}::text[])`),
    ...(messageId === undefined ? [] : [ofMessage(messageId, bounds)]),
  ],
  discards: (_, bounds) => [ofEvents(sql`type = 'discarded'`, bounds)],
  pending: (_, bounds) => [pending(bounds, sql``)],
  acceptance: (_, bounds) => [accepted(bounds)],
};

function partsOf<By extends CandidateSource['by']>(
  source: Extract<CandidateSource, { by: By }>,
  bounds: CandidateBounds,
): Query[] {
  return PARTS[source.by](source, bounds);
}

function ofRecipient(recipient: string, bounds: CandidateBounds): Query {
  return ofEvents(sql`type in ('sent', 'discarded') and recipient = ${recipient}`, bounds);
}

function ofMessage(messageId: string, bounds: CandidateBounds): Query {
  return sql`select id, notification_id from deliveries where provider_message_id = ${messageId} ${within(bounds)}`;
}

function ofEvents(condition: Query, bounds: CandidateBounds): Query {
  return sql`
    select distinct delivery_id as id, notification_id from events
    where app_id = ${bounds.appId} and ${condition} ${within(bounds, sql.ref('delivery_id'))}
    order by notification_id desc, delivery_id desc
    limit ${bounds.limit}`;
}

/** Through the indexes of what is not settled yet; each of them names its stage. */
function pending(bounds: CandidateBounds, condition: Query): Query {
  return ordered(
    sql`
      select id, notification_id from (
        (select id, notification_id, app_id, recipient from deliveries where stage = 'waiting' limit ${PENDING_LOOKED_THROUGH})
        union all
        (select id, notification_id, app_id, recipient from deliveries where stage = 'claimed' limit ${PENDING_LOOKED_THROUGH})
        union all
        (select id, notification_id, app_id, recipient from deliveries where stage = 'unknown' and lease_until is null
          limit ${PENDING_LOOKED_THROUGH})
      ) as pending
      where app_id = ${bounds.appId} ${condition}`,
    bounds,
  );
}

/**
 * Every notification has a row, one that has no deliveries behind the place, too: else a full page of notifications could
 * look like the end of the list.
 */
function accepted(bounds: CandidateBounds): Query {
  return sql`
    select coalesce(deliveries.id, ${NO_ID}::uuid) as id, newest.id as notification_id
    from (
      select id from notifications where app_id = ${bounds.appId} ${accepting(bounds, sql.ref('id'))}
      order by id desc limit ${bounds.limit}
    ) as newest
    left join deliveries on deliveries.notification_id = newest.id
      ${within(bounds, sql.ref('deliveries.id'), sql.ref('deliveries.notification_id'))}
    order by newest.id desc, 1 desc
    limit ${bounds.limit}`;
}

function ordered(query: Query, bounds: CandidateBounds): Query {
  return sql`${query} ${within(bounds)} order by notification_id desc, id desc limit ${bounds.limit}`;
}

/** Behind the place where the last page ended, and accepted in the time asked for. */
function within(
  bounds: CandidateBounds,
  id: Query = sql.ref('id'),
  notificationId: Query = sql.ref('notification_id'),
): Query {
  const { after } = bounds;
  const behind =
    after === undefined
      ? sql``
      : sql`and (${notificationId}, ${id}) < (${after.notificationId}::uuid, ${after.id}::uuid)`;
  return sql`${behind} ${accepting(bounds, notificationId)}`;
}

/** The first 48 bits of an id are its time in milliseconds: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7 */
function accepting({ after, from, to }: CandidateBounds, notificationId: Query): Query {
  const bounds = [
    ...(after === undefined ? [] : [sql`and ${notificationId} <= ${after.notificationId}::uuid`]),
    ...(from === undefined ? [] : [sql`and ${notificationId} >= ${firstIdAt(from)}::uuid`]),
    ...(to === undefined ? [] : [sql`and ${notificationId} < ${firstIdAt(to)}::uuid`]),
    sql``,
  ];
  return sql.join(bounds, sql` `);
}

function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
