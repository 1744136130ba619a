import type { BegunAttempt, ClaimedDelivery } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';
import { emptyStand } from './claim.stand.fixture.js';

const BOUNDS = { atMost: 10, maxClaimed: 1_000, leaseMs: 60_000 };
const MARGIN_MS = 12_000;

describe('the claim', () => {
  let test: TestStore;
  let appId: string;
  let deliveries: TestDeliveries;
  const integrations: [string, string] = [uuidv7(), uuidv7()];

  beforeAll(async () => {
    test = await openTestStore();
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId: integrations[0] });
  });
  beforeEach(() => emptyStand(test.store, appId, integrations));
  afterAll(() => test.close());

  async function claimOne(): Promise<ClaimedDelivery> {
    const { deliveries: claimed } = await test.store.claims.claimDue(BOUNDS);
    expect(claimed).toHaveLength(1);
    return claimed[0] as ClaimedDelivery;
  }

  it('is held by a hold that comes before the attempt: nothing is begun, and it waits again', async () => {
    const id = await deliveries.accept();
    const first = await claimOne();
    await holdSender();
    expect(await test.store.attempts.begin(first, MARGIN_MS)).toBeUndefined();
    expect((await deliveries.only(id)).waiting).toMatchObject({ stage: 'due' });
    expect((await test.store.claims.claimDue(BOUNDS)).deliveries).toEqual([]);
    await releaseSender();
    expect(await claimOne()).toEqual({ id: first.id, fence: first.fence + 1 });
  });

  it('is not let go of by a job that runs twice, when a hold came after its attempt was begun', async () => {
    await deliveries.accept();
    const first = await claimOne();
    const begun = (await test.store.attempts.begin(first, MARGIN_MS)) as BegunAttempt;
    await holdSender();
    expect(await test.store.attempts.begin(first, MARGIN_MS)).toBeUndefined();
    await releaseSender();
    expect((await test.store.claims.claimDue(BOUNDS)).deliveries).toEqual([]);
    await deliveries.finish(begun);
  });

  it('is begun once, and released at most once, by jobs that run several times at the same moment', async () => {
    await deliveries.accept({ address: 'other' });
    await deliveries.accept();
    const { deliveries: claims } = await test.store.claims.claimDue(BOUNDS);
    const [twice, once] = claims as [ClaimedDelivery, ClaimedDelivery];
    const begun = await Promise.all(
      [twice, twice, twice, once, twice].map((claim) => test.store.attempts.begin(claim, 0)),
    );
    expect(begun.map((attempt) => attempt?.deliveryId)).toEqual([twice.id, undefined, undefined, once.id, undefined]);
    const released = await Promise.all([twice, once, twice, once].map((claim) => test.store.attempts.release(claim)));
    expect(released).toEqual([false, false, false, false]);
  });

  it('is counted, as what waits and what is unknown are', async () => {
    const { claims, postgres } = test.store;
    expect(await claims.countDue(10)).toBe(0);
    expect(await claims.backlog()).toEqual({ claimed: 0, unknown: 0, lanes: 0, oldestDueMs: 0 });
    for (const address of ['a', 'b', 'c', 'd']) await deliveries.accept({ address });
    await postgres.pool.query(`update deliveries set due_at = now() - interval '1 h' where address = 'd'`);
    expect([await claims.countDue(10), await claims.countDue(3)]).toEqual([4, 3]);
    expect((await claims.backlog()).oldestDueMs).toBeGreaterThanOrEqual(3_600_000);
    const claim = await claims.claimDue({ ...BOUNDS, atMost: 3 });
    expect(claim).toMatchObject({ lookAgainMs: 0, isFull: false });
    const [first] = claim.deliveries as [ClaimedDelivery];
    expect(first.fence).toBe(1);
    const begun = (await test.store.attempts.begin(first, MARGIN_MS)) as BegunAttempt;
    await deliveries.loseSight(begun);
    expect(await claims.backlog()).toMatchObject({ claimed: 2, unknown: 1, lanes: 1 });
    const full = { deliveries: [], lookAgainMs: null, isFull: true };
    expect(await claims.claimDue({ ...BOUNDS, maxClaimed: 2 })).toEqual(full);
  });

  it('is begun only with enough of the lease left, for every attempt that is begun together with others', async () => {
    for (const address of ['a', 'b']) await deliveries.accept({ address });
    const { deliveries: claimed } = await test.store.claims.claimDue(BOUNDS);
    const [one, other] = claimed as [ClaimedDelivery, ClaimedDelivery];
    const { attempts } = test.store;
    const begun = await Promise.all([attempts.begin(one, 0), attempts.begin(other, BOUNDS.leaseMs + 1)]);
    expect(begun[1]).toBeUndefined();
    expect(await attempts.begin(other, MARGIN_MS)).toMatchObject({ deliveryId: other.id, number: 1, slot: null });
  });

  it('is taken back with the reason, to be looked into when the rules say', async () => {
    const id = await deliveries.accept();
    await test.store.attempts.begin(await claimOne(), MARGIN_MS);
    await test.store.postgres.pool.query(`update deliveries set lease_until = now() - interval '1 ms'`);
    const poison = { code: 'poison', explanation: 'e', nextStep: 'n' } as const;
    const counts = await test.store.claims.reclaimExpired({ firstLookMs: 3_600_000, maxDeaths: 3, poison });
    expect(counts).toEqual({ waiting: 0, unknown: 1, poisoned: [] });
    const { attempts, waiting } = await deliveries.only(id);
    expect(attempts).toMatchObject([
      { cause: 'worker_died', explanation: 'The worker stopped before the outcome of the attempt was known.' },
    ]);
    expect((waiting?.dueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_000_000);
    expect(await test.store.unknown.takeDue(10, 0)).toEqual([]);
  });

  async function holdSender(): Promise<void> {
    const { rows } = await test.store.postgres.pool.query<{ id: string }>(`select id from senders where key = $1`, [
      `integration:${integrations[0]}`,
    ]);
    await test.store.senders.hold(rows[0]?.id ?? '', 3_600_000);
  }

  const releaseSender = () => test.store.postgres.pool.query(`update senders set held_until = '-infinity'`);
});
