import type { BegunAttempt, Store, UnknownDelivery } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const LEASE_MS = 60_000;
const POISON = { code: 'poison', explanation: 'e', nextStep: 'n' } as const;

describe('a delivery whose worker dies', () => {
  let test: TestStore;
  let store: Store;
  let appId: string;
  let deliveries: TestDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
    appId = (await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(store, appId, { provider: 'fake', integrationId: uuidv7() });
  });
  afterEach(async () => {
    await store.postgres.pool.query('truncate deliveries, attempts, events, notifications');
  });
  afterAll(() => test.close());

  const rules = { firstLookMs: 0, maxDeaths: 3, poison: POISON };

  async function die(): Promise<void> {
    await store.postgres.pool.query(
      "update deliveries set lease_until = now() - interval '1 s' where stage = 'claimed'",
    );
  }

  it('is discarded as poison at the third death, and is lifted by a callback all the same', async () => {
    const id = await deliveries.accept();
    for (const deaths of [1, 2]) {
      await deliveries.beginDue();
      await die();
      expect(await store.claims.reclaimExpired(rules)).toEqual({ waiting: 0, unknown: 1, poisoned: [] });
      const [delivery] = (await store.unknown.takeDue(10, LEASE_MS)) as [UnknownDelivery];
      expect(delivery.deaths).toBe(deaths);
      await store.unknown.resend(delivery, 0, 0);
    }
    const [{ deliveryId }] = (await deliveries.beginDue()) as [BegunAttempt];
    await die();
    expect(await store.claims.reclaimExpired(rules)).toEqual({ waiting: 0, unknown: 0, poisoned: [deliveryId] });
    const shown = await deliveries.only(id);
    expect(shown).toMatchObject({ status: 'discarded', reason: POISON, waiting: null });
    expect(shown.attempts.map(({ cause }) => cause)).toEqual(['worker_died', 'worker_died', 'worker_died']);
    expect(shown.events).toMatchObject([{ type: 'discarded', reason: POISON }]);
    await store.callbacks.apply([
      {
        deliveryId,
        appId,
        provider: 'fake',
        providerMessageId: 'SM-late',
        providerStatus: 'delivered',
        event: 'delivered',
        reason: null,
        occurredAt: null,
      },
    ]);
    expect(await deliveries.only(id)).toMatchObject({ status: 'delivered', providerMessageId: 'SM-late' });
  });

  it('does not count deaths before an attempt began', async () => {
    await deliveries.accept();
    for (let death = 0; death < 4; death += 1) {
      await store.claims.claimDue({ atMost: 10, maxClaimed: 1_000_000, leaseMs: LEASE_MS });
      await die();
      expect(await store.claims.reclaimExpired(rules)).toEqual({ waiting: 1, unknown: 0, poisoned: [] });
    }
  });

  const notSent = { outcome: 'retry', stage: 'waiting', providerMessageId: null, event: null } as const;

  it('does not count a worker that was late, not dead, and did not send', async () => {
    const id = await deliveries.accept();
    for (let round = 0; round < 4; round += 1) {
      const [attempt] = (await deliveries.beginDue()) as [BegunAttempt];
      await die();
      expect(await store.claims.reclaimExpired(rules)).toEqual({ waiting: 0, unknown: 1, poisoned: [] });
      await deliveries.finish(attempt, notSent);
    }
    expect(await deliveries.only(id)).toMatchObject({ status: 'pending', waiting: { stage: 'due' } });
  });

  it('keeps the reason when the last of its workers wakes after all', async () => {
    const id = await deliveries.accept();
    let last: BegunAttempt | undefined;
    for (let death = 0; death < 3; death += 1) {
      [last] = await deliveries.beginDue();
      await die();
      await store.claims.reclaimExpired(rules);
      for (const delivery of await store.unknown.takeDue(10, LEASE_MS)) await store.unknown.resend(delivery, 0, 0);
    }
    await deliveries.finish(last as BegunAttempt, notSent);
    expect(await deliveries.only(id)).toMatchObject({ status: 'discarded', reason: POISON, waiting: null });
  });

  it('is sent again apart from others like it after the second death', async () => {
    await Promise.all([1, 2, 3].map((place) => deliveries.accept({ address: `address-${place}` })));
    for (const apartMs of [0, 15_000]) {
      await deliveries.beginDue();
      await die();
      await store.claims.reclaimExpired(rules);
      for (const delivery of await store.unknown.takeDue(10, LEASE_MS))
        await store.unknown.resend(delivery, 0, apartMs);
    }
    const { rows } = await store.postgres.pool.query<{ gap: number }>(
      'select extract(epoch from due_at - lag(due_at) over (order by due_at))::float8 as gap from deliveries order by due_at',
    );
    expect(rows.slice(1).map(({ gap }) => gap)).toEqual([15, 15]);
  });
});
