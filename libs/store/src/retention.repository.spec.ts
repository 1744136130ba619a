import type { Store } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const DAY_MS = 24 * 60 * 60_000;
const MONTH_MS = 30 * DAY_MS;

/** An id as it would have been made this long ago. */
function idOfAge(ageMs: number): string {
  const hex = (Date.now() - ageMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}${uuidv7().slice(13)}`;
}

describe('Retention', () => {
  let test: TestStore;
  let store: Store;
  let deliveries: TestDeliveries;
  let appId: string;
  const integrationId = uuidv7();

  beforeEach(async () => {
    test = await openTestStore();
    store = test.store;
    appId = (await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(store, appId, { provider: 'fake', integrationId });
  });
  afterEach(() => test.close());

  async function query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await store.postgres.pool.query<Row & Record<string, unknown>>(text, values)).rows;
  }

  /** Number of rows of each table in which a notification leaves something. */
  async function rows(): Promise<Record<string, number>> {
    const tables = ['notifications', 'deliveries', 'attempts', 'events', 'callbacks'];
    const [counts] = await query<Record<string, number>>(
      `select ${tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(', ')}`,
    );
    return counts ?? {};
  }

  /** A notification that was sent and reported on; gives the id of its delivery. */
  async function sent(): Promise<{ id: string; deliveryId: string }> {
    const id = await deliveries.accept();
    for (const attempt of await deliveries.beginDue()) await deliveries.finish(attempt);
    const { id: deliveryId } = await deliveries.only(id);
    await report({ deliveryId });
    return { id, deliveryId };
  }

  async function report(by: { deliveryId: string } | { signedBy: string[] }): Promise<void> {
    const told = {
      providerMessageId: 'SM-1',
      providerStatus: 'read',
      event: 'seen',
      reason: null,
      occurredAt: null,
    } as const;
    await deliveries.report(told, by);
  }

  /** Makes a notification look as if it had been accepted, and last changed, this long ago; gives its new id. */
  async function age(id: string, acceptedMs: number, changedMs = acceptedMs): Promise<string> {
    const older = idOfAge(acceptedMs);
    await query('update notifications set id = $2 where id = $1', [id, older]);
    await query(
      `update deliveries set notification_id = $2, updated_at = now() - $3::bigint * interval '1 ms' where notification_id = $1`,
      [id, older, changedMs],
    );
    await query('update events set notification_id = $2 where notification_id = $1', [id, older]);
    return older;
  }

  async function deleteAll(ageMs: number): Promise<{ notifications: number; deliveries: number; steps: number }> {
    const sum = { notifications: 0, deliveries: 0, steps: 0 };
    let after: string | undefined;
    do {
      const step = await store.retention.deleteNotifications(ageMs, after);
      sum.notifications += step.notifications;
      sum.deliveries += step.deliveries;
      sum.steps += 1;
      after = step.next;
    } while (after !== undefined);
    return sum;
  }

  it('deletes an old notification with everything that belongs to it, and no younger one', async () => {
    const kept = await sent();
    const before = await rows();
    expect(before).toEqual({ notifications: 1, deliveries: 1, attempts: 1, events: 2, callbacks: 1 });
    await age((await sent()).id, MONTH_MS + DAY_MS);
    await age(kept.id, MONTH_MS - DAY_MS);
    expect(await deleteAll(MONTH_MS)).toMatchObject({ notifications: 1, deliveries: 1 });
    expect(await rows()).toEqual(before);
    expect(await deleteAll(MONTH_MS)).toMatchObject({ notifications: 0, deliveries: 0 });
  });

  it('keeps an old notification that is still to be sent, or changed lately', async () => {
    await age(await deliveries.accept(), 2 * MONTH_MS);
    await age((await sent()).id, 2 * MONTH_MS, DAY_MS);
    const before = await rows();
    expect(await deleteAll(MONTH_MS)).toMatchObject({ notifications: 0 });
    expect(await rows()).toEqual(before);
  });

  it('goes on behind what it keeps, and comes to an end', async () => {
    const [waiting] = [await age(await deliveries.accept(), 4 * MONTH_MS)];
    const gone = await age((await sent()).id, 2 * MONTH_MS);
    const first = await store.retention.deleteNotifications(MONTH_MS);
    expect(first).toEqual({ notifications: 1, deliveries: 1, next: gone });
    expect(await store.retention.deleteNotifications(MONTH_MS, first.next)).toMatchObject({ next: undefined });
    expect(await query('select id from notifications where id = $1', [waiting])).toHaveLength(1);
  });

  it('takes at most about a thousand deliveries in a step', async () => {
    const ids = [idOfAge(2 * MONTH_MS), idOfAge(2 * MONTH_MS - 1_000), idOfAge(2 * MONTH_MS - 2_000)];
    await query(
      `insert into notifications (id, app_id, content, data) select id, $2, '{}', '{}' from unnest($1::uuid[]) as id`,
      [ids, appId],
    );
    await query(
      `insert into deliveries (id, app_id, notification_id, recipient, status, stage, due_at, updated_at)
      select gen_random_uuid(), $2, id, 'user', 1, 'settled', now(), now() - interval '60 days'
      from unnest($1::uuid[]) as id cross join generate_series(1, 600)`,
      [ids, appId],
    );
    expect(await store.retention.deleteNotifications(MONTH_MS)).toEqual({
      notifications: 2,
      deliveries: 1_200,
      next: ids[1],
    });
    expect(await deleteAll(MONTH_MS)).toMatchObject({ notifications: 1, deliveries: 600 });
  });

  it('leaves no event behind of a report that comes meanwhile', async () => {
    const { id, deliveryId } = await sent();
    await age(id, 2 * MONTH_MS);
    const holder = await store.postgres.pool.connect();
    await holder.query('begin');
    await holder.query('select from deliveries where id = $1 for update', [deliveryId]);
    const deleting = deleteAll(MONTH_MS);
    await holder.query(
      `insert into events (app_id, id, type, notification_id, delivery_id, recipient, dedupe, occurred_at)
      values ($1, gen_random_uuid(), 'delivered', $2, $3, 'user', 'late', now())`,
      [appId, id, deliveryId],
    );
    await holder.query('commit');
    holder.release();
    expect(await deleting).toMatchObject({ notifications: 1 });
    await report({ deliveryId });
    expect(await rows()).toEqual({ notifications: 0, deliveries: 0, attempts: 0, events: 0, callbacks: 1 });
    expect(await query('select state from callbacks')).toEqual([{ state: 'parked' }]);
  });

  it('deletes callbacks by age, parked ones by their own', async () => {
    await report({ signedBy: [] });
    await report({ signedBy: [] });
    expect(await store.retention.deleteParked(DAY_MS)).toBe(0);
    await query(
      `update callbacks set received_at = now() - interval '2 days' where id = (select id from callbacks limit 1)`,
    );
    expect(await store.retention.deleteParked(DAY_MS)).toBe(1);
    expect(await store.retention.deleteCallbacks(DAY_MS)).toBe(0);
    await query('update callbacks set id = $1', [idOfAge(2 * DAY_MS)]);
    expect(await store.retention.deleteCallbacks(3 * DAY_MS)).toBe(0);
    expect(await store.retention.deleteCallbacks(DAY_MS)).toBe(1);
  });

  it('deletes inbound messages by age', async () => {
    for (const id of [idOfAge(2 * DAY_MS), uuidv7()]) {
      await query(
        `insert into inbound_messages (id, app_id, provider, provider_message_id, sender, receiver, message)
        values ($1::uuid, $2, 'fake', $1::text, 'a', 'b', '{}')`,
        [id, appId],
      );
    }
    expect(await store.retention.deleteInbound(DAY_MS)).toBe(1);
    expect(await query('select id from inbound_messages')).toHaveLength(1);
  });

  it('empties sealed settings of what is settled for long, and leaves the mark that there were some', async () => {
    const [old, young] = [await sent(), await sent()];
    const waiting = await deliveries.accept();
    await query(`update deliveries set config_override = 'sealed'`);
    for (const id of [old.id, waiting]) {
      await query(`update deliveries set id = $2, updated_at = now() - interval '60 days' where notification_id = $1`, [
        id,
        idOfAge(2 * MONTH_MS),
      ]);
    }
    expect(await store.retention.forgetSealedSettings(MONTH_MS)).toBe(1);
    expect(await store.retention.forgetSealedSettings(MONTH_MS)).toBe(0);
    const kept = await query('select notification_id as id, config_override::text as sealed from deliveries');
    const sealed = '\\x7365616c6564';
    expect(kept).toEqual(
      expect.arrayContaining([
        { id: old.id, sealed: '\\x' },
        { id: young.id, sealed },
        { id: waiting, sealed },
      ]),
    );
  });

  it('keeps everything when the age is longer than time has been counted', async () => {
    await age((await sent()).id, MONTH_MS);
    const before = await rows();
    const ageMs = 36_500 * DAY_MS;
    expect(await deleteAll(ageMs)).toMatchObject({ notifications: 0 });
    expect(await store.retention.deleteCallbacks(ageMs)).toBe(0);
    expect(await rows()).toEqual(before);
  });
});
