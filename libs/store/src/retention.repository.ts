import { type Kysely, sql } from 'kysely';
import type { Postgres, PreparedStatement } from './postgres.client.js';
import type { Schema } from './schema.types.js';

/** Rows that one statement takes at most; a notification comes with all that belongs to it. */
const AT_ONCE = 1_000;

/** Before every id: where a walk over notifications begins. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** The first id that a row can have that is younger than this: ids begin with their time (RFC 9562, UUID version 7). */
const idOfAge = (ageMs: string): string =>
  `(lpad(to_hex(greatest(0, (extract(epoch from now()) * 1000)::bigint - ${ageMs}::bigint)), 12, '0') || repeat('0', 20))::uuid`;

const DELETE_CALLBACKS: PreparedStatement = {
  name: 'delete_old_callbacks',
  text: `
    delete from callbacks where id in (
      select id from callbacks where id < ${idOfAge('$1')} order by id limit ${AT_ONCE} for update skip locked
    )`,
};

const DELETE_PARKED: PreparedStatement = {
  name: 'delete_old_parked_callbacks',
  text: `
    delete from callbacks where id in (
      select id from callbacks
      where state = 'parked' and received_at < now() - $1::bigint * interval '1 ms'
      order by received_at limit ${AT_ONCE} for update skip locked
    )`,
};

const DELETE_INBOUND: PreparedStatement = {
  name: 'delete_old_inbound_messages',
  text: `
    delete from inbound_messages where id in (
      select id from inbound_messages where id < ${idOfAge('$1')} order by id limit ${AT_ONCE} for update skip locked
    )`,
};

const DELETE_AUDIT_ENTRIES: PreparedStatement = {
  name: 'delete_old_audit_entries',
  text: `
    delete from audit_log where id in (
      select id from audit_log where id < ${idOfAge('$1')} order by id limit ${AT_ONCE} for update skip locked
    )`,
};

const FORGET_SETTINGS: PreparedStatement = {
  name: 'forget_sealed_settings',
  text: `
    update deliveries set config_override = '' where id in (
      select id from deliveries
      where octet_length(config_override) > 0 and id < ${idOfAge('$1')} and stage = 'settled'
        and updated_at < now() - $1::bigint * interval '1 ms'
      order by id limit ${AT_ONCE} for update skip locked
    )`,
};

/** What one step over old notifications did. */
export interface NotificationsStep {
  notifications: number;
  deliveries: number;
  /** Where the next step goes on; undefined when there is nothing more of that age. */
  next: string | undefined;
}

/** Lets go of what is old, a little at a time, so that nothing is locked for long. Each call gives the number of rows. */
export class RetentionRepository {
  constructor(private readonly postgres: Postgres) {}

  /** True of a number of rows after which more may be left. */
  static isFull(rows: number): boolean {
    return rows >= AT_ONCE;
  }

  /** Deletes raw callbacks that came longer ago than this, in whatever state. */
  deleteCallbacks(ageMs: number): Promise<number> {
    return this.#change(DELETE_CALLBACKS, ageMs);
  }

  /** Deletes callbacks whose message has not become known for this long. */
  deleteParked(ageMs: number): Promise<number> {
    return this.#change(DELETE_PARKED, ageMs);
  }

  deleteInbound(ageMs: number): Promise<number> {
    return this.#change(DELETE_INBOUND, ageMs);
  }

  /** Deletes entries of the audit log that were begun longer ago than this. */
  deleteAuditEntries(ageMs: number): Promise<number> {
    return this.#change(DELETE_AUDIT_ENTRIES, ageMs);
  }

  /** Empties the sealed settings of deliveries that were settled, and have not changed, for this long. */
  forgetSealedSettings(ageMs: number): Promise<number> {
    return this.#change(FORGET_SETTINGS, ageMs);
  }

  /**
   * Deletes notifications that were accepted longer ago than this and whose deliveries are all settled, unchanged for as
   * long: with deliveries, attempts, events and raw callbacks. Looks at some of them, and says where to go on.
   *
   * @param after `next` of the step before; undefined begins anew
   */
  deleteNotifications(ageMs: number, after: string = FIRST_ID): Promise<NotificationsStep> {
    return this.postgres.query.transaction().execute(async (transaction) => {
      const looked = await lookAtNotifications(transaction, ageMs, after);
      const ids = looked.flatMap(({ id, isOver }) => (isOver ? [id] : []));
      const deliveries = ids.length === 0 ? 0 : await deleteWhole(transaction, ids);
      return { notifications: ids.length, deliveries, next: looked.at(-1)?.id };
    });
  }

  async #change(statement: PreparedStatement, ageMs: number): Promise<number> {
    const { rowCount } = await this.postgres.pool.query({ ...statement, values: [ageMs] });
    return rowCount ?? 0;
  }
}

/** The next notifications of this age, as many as have about `AT_ONCE` deliveries together; those to be deleted are locked. */
async function lookAtNotifications(
  transaction: Kysely<Schema>,
  ageMs: number,
  after: string,
): Promise<{ id: string; isOver: boolean }[]> {
  const { rows } = await sql<{ id: string; isOver: boolean }>`
    with page as materialized (
      select id from notifications
      where id > ${after}::uuid and id < ${sql.raw(idOfAge(String(Math.ceil(ageMs))))}
      order by id limit ${AT_ONCE}
    ), counted as (
      select page.id, belonging.count, belonging.is_over, sum(belonging.count) over (order by page.id) as count_so_far
      from page cross join lateral (
        select count(*), coalesce(
          bool_and(stage = 'settled' and updated_at < now() - ${Math.ceil(ageMs)}::bigint * interval '1 ms'), true
        ) as is_over
        from deliveries where notification_id = page.id
      ) as belonging
    ), looked as materialized (
      select id, is_over from counted where count_so_far - count < ${AT_ONCE}
    ), locked as materialized (
      select notifications.id from notifications join looked on looked.id = notifications.id
      where looked.is_over
      for update of notifications skip locked
    )
    select looked.id, locked.id is not null as "isOver" from looked left join locked on locked.id = looked.id order by looked.id
  `.execute(transaction);
  return rows;
}

/** Deletes these notifications with everything that belongs to them; gives the number of deliveries. */
async function deleteWhole(transaction: Kysely<Schema>, ids: readonly string[]): Promise<number> {
  // Before anything is read that belongs to them: a callback under way writes its event first, or finds nothing any more.
  const { rows } = await sql<{ id: string }>`
    select id from deliveries where notification_id = any(${ids}::uuid[]) order by id for update
  `.execute(transaction);
  const deliveryIds = rows.map(({ id }) => id);
  await sql`
    with attempts_gone as (
      delete from attempts where delivery_id = any(${deliveryIds}::uuid[])
    ), events_gone as (
      delete from events where delivery_id = any(${deliveryIds}::uuid[])
    ), callbacks_gone as (
      delete from callbacks where delivery_id = any(${deliveryIds}::uuid[])
    ), resends_gone as (
      delete from resends where notification_id = any(${ids}::uuid[]) or delivery_id = any(${deliveryIds}::uuid[])
    ), deliveries_gone as (
      delete from deliveries where id = any(${deliveryIds}::uuid[])
    )
    delete from notifications where id = any(${ids}::uuid[])
  `.execute(transaction);
  return deliveryIds.length;
}
