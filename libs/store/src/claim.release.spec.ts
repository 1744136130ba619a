import type { Store } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const BOUNDS = { atMost: 10, maxClaimed: 1_000_000, leaseMs: 60_000 };

describe('a claim', () => {
  let test: TestStore;
  let store: Store;
  let deliveries: TestDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
    const { id } = await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' });
    deliveries = new TestDeliveries(store, id, { provider: 'fake', integrationId: uuidv7() });
  });
  afterEach(async () => {
    await store.postgres.pool.query('truncate deliveries, attempts, events, notifications');
  });
  afterAll(() => test.close());

  async function claim() {
    const [claimed] = (await store.claims.claimDue(BOUNDS)).deliveries;
    if (claimed === undefined) throw new Error('Nothing was claimed');
    return claimed;
  }

  it('that is given back waits again at once, and its old fence begins nothing', async () => {
    const id = await deliveries.accept();
    const claimed = await claim();
    expect(await store.attempts.release(claimed)).toBe(true);
    expect(await store.attempts.begin(claimed, 0)).toBeUndefined();
    expect(await deliveries.only(id)).toMatchObject({
      waiting: { stage: 'due' },
      attempts: [{ number: 1, outcome: 'retry', cause: 'local_limit' }],
    });
    const [attempt] = (await deliveries.only(id)).attempts;
    expect(attempt?.explanation).toMatch(/^It was not sent: /);
    const again = await claim();
    expect(again).toEqual({ id: claimed.id, fence: claimed.fence + 1 });
    expect(await store.attempts.begin(again, 0)).toMatchObject({ number: 2 });
  });

  it('is begun again by the worker that lost the answer, and by no other', async () => {
    await deliveries.accept();
    const claimed = await claim();
    const begunBy = uuidv7();
    const begun = await store.attempts.begin(claimed, 0, begunBy);
    expect(begun).toMatchObject({ number: 1, fence: claimed.fence });
    expect(await store.attempts.begin(claimed, 0, begunBy)).toMatchObject({ number: 1, fence: claimed.fence });
    expect(await store.attempts.begin(claimed, 0, uuidv7())).toBeUndefined();
  });

  it('is given back after it was begun by the worker that knows it sent nothing, and by no other', async () => {
    const id = await deliveries.accept();
    const claimed = await claim();
    const begunBy = uuidv7();
    await store.attempts.begin(claimed, 0, begunBy);
    expect(await store.attempts.release(claimed, uuidv7())).toBe(false);
    expect(await deliveries.only(id)).toMatchObject({ attempts: [{ outcome: null }] });
    expect(await store.attempts.release(claimed, begunBy)).toBe(true);
    expect(await deliveries.only(id)).toMatchObject({ waiting: { stage: 'due' }, attempts: [{ outcome: 'retry' }] });
  });

  it('that was finished, or claimed anew, is not given back', async () => {
    const id = await deliveries.accept();
    const claimed = await claim();
    const begunBy = uuidv7();
    const begun = await store.attempts.begin(claimed, 0, begunBy);
    if (begun === undefined) throw new Error('It was not begun');
    await deliveries.finish(begun);
    expect(await store.attempts.release(claimed, begunBy)).toBe(false);
    expect(await deliveries.only(id)).toMatchObject({ status: 'sent', attempts: [{ outcome: 'accepted' }] });

    await deliveries.accept();
    const stale = await claim();
    await store.attempts.release(stale);
    await claim();
    expect(await store.attempts.release(stale)).toBe(false);
  });

  it('either begins or is given back, whoever comes first', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => deliveries.accept()));
    const { deliveries: claimed } = await store.claims.claimDue(BOUNDS);
    const results = await Promise.all(
      claimed.map((one, index) => {
        const both = [() => store.attempts.begin(one, 0), () => store.attempts.release(one)];
        return Promise.all((index % 2 === 0 ? both : both.toReversed()).map((act) => act()));
      }),
    );
    for (const pair of results) {
      const begun = pair.filter((result) => typeof result === 'object').length;
      const released = pair.filter((result) => result === true).length;
      expect(begun + released).toBe(1);
    }
    expect(ids).toHaveLength(claimed.length);
  });
});
