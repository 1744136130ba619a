import { type BegunAttempt, statusRank } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

describe('the cancellation of a notification', () => {
  let test: TestStore;
  let appId: string;
  let deliveries: TestDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
  });
  beforeEach(async () => {
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId: uuidv7() });
  });
  afterAll(() => test.close());

  const cancel = (requestId: string) => test.store.cancellations.cancel(appId, requestId);
  const CANCELED = { status: 'discarded', reason: { code: 'canceled' }, waiting: null };

  async function begun(): Promise<BegunAttempt> {
    const [attempt] = await deliveries.beginDue();
    if (attempt === undefined) throw new Error('Nothing was begun');
    return attempt;
  }

  it('discards what waits, with one event, however often it is asked for', async () => {
    const requestId = await deliveries.accept();
    for (let time = 0; time < 3; time += 1) expect(await cancel(requestId)).toBe(true);
    const delivery = await deliveries.only(requestId);
    expect(delivery).toMatchObject({ ...CANCELED, attempts: [] });
    expect(delivery.events).toMatchObject([{ type: 'discarded', reason: { code: 'canceled' } }]);
    expect(await deliveries.beginDue()).toEqual([]);
    expect(await test.store.cancellations.finishCanceling()).toBe(0);
  });

  it('leaves other notifications and other apps alone', async () => {
    const requestId = await deliveries.accept();
    const other = await deliveries.accept();
    expect(await test.store.cancellations.cancel(uuidv7(), requestId)).toBe(false);
    expect(await cancel(uuidv7())).toBe(false);
    await cancel(requestId);
    expect(await deliveries.only(other)).toMatchObject({ status: 'pending' });
    expect(await deliveries.beginDue()).toHaveLength(1);
  });

  it('takes a claimed delivery out of the hands of a worker that has not begun', async () => {
    const requestId = await deliveries.accept();
    const { deliveries: claims } = await test.store.claims.claimDue({ atMost: 9, maxClaimed: 9, leaseMs: 60_000 });
    await cancel(requestId);
    const attempts = await Promise.all(claims.map((claim) => test.store.attempts.begin(claim, 0)));
    expect(attempts).toEqual(claims.map(() => undefined));
    expect(await deliveries.only(requestId)).toMatchObject({
      ...CANCELED,
      attempts: [{ outcome: 'rejected', cause: 'canceled' }],
    });
  });

  it('does not touch what a worker is sending, and does not let it be sent again', async () => {
    const requestId = await deliveries.accept();
    const attempt = await begun();
    await cancel(requestId);
    expect(await deliveries.only(requestId)).toMatchObject({ status: 'pending', waiting: { stage: 'claimed' } });
    expect(await test.store.cancellations.finishCanceling()).toBe(0);
    await deliveries.finish(attempt, { outcome: 'retry', stage: 'waiting', providerMessageId: null, event: null });
    expect(await test.store.cancellations.finishCanceling()).toBe(1);
    expect(await deliveries.only(requestId)).toMatchObject(CANCELED);
    expect(await test.store.cancellations.finishCanceling()).toBe(0);
  });

  it('lets stand what was sent, and forgets that it was asked', async () => {
    const requestId = await deliveries.accept();
    const attempt = await begun();
    await cancel(requestId);
    await deliveries.finish(attempt);
    expect(await test.store.cancellations.finishCanceling()).toBe(0);
    expect(await deliveries.only(requestId)).toMatchObject({ status: 'sent', reason: null });
    await cancel(requestId);
    const { rows } = await test.store.postgres.pool.query('select from cancellations where notification_id = $1', [
      requestId,
    ]);
    expect(rows).toEqual([]);
  });

  it('either keeps a worker from beginning or comes too late, whoever is faster', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => deliveries.accept()));
    const bounds = { atMost: 100, maxClaimed: 1_000_000, leaseMs: 60_000 };
    const { deliveries: claims } = await test.store.claims.claimDue(bounds);
    const half = claims.slice(0, 30);
    const [first, second] = await Promise.all([
      Promise.all(half.map((claim) => test.store.attempts.begin(claim, 0))),
      Promise.all(
        claims.slice(30).map(async (claim) => {
          await new Promise(setImmediate);
          return test.store.attempts.begin(claim, 0);
        }),
      ),
      ...ids.map(cancel),
    ]);
    const begunIds = [...(first ?? []), ...(second ?? [])].flatMap((attempt) => attempt?.notificationId ?? []);
    const { rows } = await test.store.postgres.pool.query<{ notification_id: string }>(
      'select notification_id from deliveries where app_id = $1 and status = $2',
      [appId, statusRank('discarded')],
    );
    const canceledIds = rows.map(({ notification_id: id }) => id);
    expect([...begunIds, ...canceledIds].toSorted()).toEqual(ids.toSorted());
  });
});
