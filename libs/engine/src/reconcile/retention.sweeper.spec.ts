import { Settings, checkEnvironment } from '#herald/config';
import type { Store } from '#herald/store';
import { type TestStore, openTestStore } from '#herald/store/testing';
import { register } from 'prom-client';
import { RetentionMetrics } from '../retention.metrics.js';
import { RetentionSweeper } from './retention.sweeper.service.js';

/** More than one step takes. */
const MANY = 2_500;

describe('RetentionSweeper', () => {
  let test: TestStore;
  let store: Store;
  const metrics = new RetentionMetrics();

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
  });
  beforeEach(() => register.resetMetrics());
  afterAll(() => test.close());

  function sweeper(variables: Record<string, string> = {}): RetentionSweeper {
    return new RetentionSweeper(store.retention, new Settings(checkEnvironment(variables), variables), metrics);
  }

  async function count(table: string): Promise<number> {
    const { rows } = await store.postgres.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
    return rows[0]?.count ?? 0;
  }

  async function deleted(): Promise<Record<string, number>> {
    const { values } = (await register.getSingleMetric('herald_retention_deleted_total')?.get()) ?? { values: [] };
    return Object.fromEntries(values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.kind, value]));
  }

  /** Rows that are a year old: ids that begin with the time of then. */
  async function fill(rows: number): Promise<void> {
    const id = `(lpad(to_hex((extract(epoch from now() - interval '1 year') * 1000)::bigint), 12, '0')
      || '7000' || lpad(to_hex(number), 16, '0'))::uuid`;
    await store.postgres.pool.query(
      `insert into notifications (id, app_id, content, data, created_at)
      select ${id}, gen_random_uuid(), '{}', '{}', now() - interval '1 year' from generate_series(1, ${rows}) as number`,
    );
    await store.postgres.pool.query(
      `insert into callbacks (id, app_id, provider, url, body, signals, state)
      select ${id}, gen_random_uuid(), 'fake', '', '', '[]', 'applied' from generate_series(1, ${rows}) as number`,
    );
    await store.postgres.pool.query(
      `insert into inbound_messages (id, app_id, provider, provider_message_id, sender, receiver, message)
      select ${id}, gen_random_uuid(), 'fake', number, '', '', '{}' from generate_series(1, ${rows}) as number`,
    );
  }

  it('lets go of raw callbacks after 30 days and keeps everything else, unless it is told otherwise', async () => {
    await fill(MANY);
    await sweeper().pass();
    expect(await Promise.all(['callbacks', 'notifications', 'inbound_messages'].map(count))).toEqual([0, MANY, MANY]);
    expect(await deleted()).toEqual({ callbacks: MANY });
  });

  it('lets go of entries of the audit log after a year, or as many days as it is told', async () => {
    const id = (age: string) => `(lpad(to_hex((extract(epoch from now() - interval '${age}') * 1000)::bigint), 12, '0')
      || '7000' || lpad(to_hex(number), 16, '0'))::uuid`;
    for (const age of ['364 days', '366 days']) {
      await store.postgres.pool.query(
        `insert into audit_log (id, action) select ${id(age)}, 'signIn' from generate_series(1, ${MANY}) as number`,
      );
    }
    await sweeper().pass();
    expect(await count('audit_log')).toBe(MANY);
    expect(await deleted()).toEqual({ audit_entries: MANY });
    await sweeper({ HERALD_AUDIT_RETENTION_DAYS: '363' }).pass();
    expect(await count('audit_log')).toBe(0);
  });

  it('lets go of the rest, too, after as many days as it is told', async () => {
    await sweeper({ HERALD_RETENTION_DAYS: '400' }).pass();
    expect(await count('notifications')).toBe(MANY);
    await sweeper({ HERALD_RETENTION_DAYS: '300' }).pass();
    expect(await Promise.all(['notifications', 'inbound_messages'].map(count))).toEqual([0, 0]);
    expect(await deleted()).toEqual({ notifications: MANY, inbound_messages: MANY });
  });

  it('stops between two steps when Herald stops', async () => {
    await fill(MANY);
    const stopped = sweeper({ HERALD_RETENTION_DAYS: '300' });
    await stopped.onModuleDestroy();
    await stopped.pass();
    expect(await count('callbacks')).toBe(MANY);
  });

  it('tells that it failed, goes on with the next, and does not reject', async () => {
    await store.postgres.pool.query('alter table inbound_messages rename to elsewhere');
    await sweeper({ HERALD_RETENTION_DAYS: '300' }).pass();
    await store.postgres.pool.query('alter table elsewhere rename to inbound_messages');
    expect(await Promise.all(['callbacks', 'notifications'].map(count))).toEqual([0, 0]);
    expect(await count('inbound_messages')).toBe(MANY);
  });
});
