import type { BegunAttempt } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

describe('an attempt', () => {
  let test: TestStore;
  let deliveries: TestDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
    const { id } = await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' });
    deliveries = new TestDeliveries(test.store, id, { provider: 'fake', integrationId: uuidv7() });
  });
  afterEach(() => test.store.postgres.pool.query('truncate deliveries, attempts, events, notifications'));
  afterAll(() => test.close());

  async function beginOnly(): Promise<BegunAttempt> {
    const begun = await deliveries.beginDue();
    expect(begun).toHaveLength(1);
    return begun[0] as BegunAttempt;
  }

  it('that is rejected keeps what the vendor said, and discards its delivery for the reason', async () => {
    const id = await deliveries.accept();
    const detail = { cause: 'rejected', providerCode: '21211', explanation: 'This is no number.' };
    const reason = { code: 'undelivered', providerCode: '21211', explanation: 'e', nextStep: 'n' } as const;
    const outcome = { outcome: 'rejected', event: 'discarded', providerMessageId: null } as const;
    await deliveries.finish(await beginOnly(), { ...outcome, detail, reason });
    expect(await deliveries.only(id)).toMatchObject({
      status: 'discarded',
      waiting: null,
      reason,
      attempts: [{ number: 1, outcome: 'rejected', ...detail }],
      events: [{ type: 'discarded', reason }],
    });
  });

  it('that is accepted happened as an event, without a reason', async () => {
    const id = await deliveries.accept();
    await deliveries.finish(await beginOnly());
    expect(await deliveries.only(id)).toMatchObject({
      status: 'sent',
      reason: null,
      events: [{ type: 'sent', reason: null }],
    });
  });

  it('of a paced sender has the slot for which it was claimed', async () => {
    await deliveries.accept();
    const { pool } = test.store.postgres;
    await pool.query('update senders set spacing_ms = 1000');
    const askedAtMs = performance.now();
    const { slot } = await beginOnly();
    await pool.query('update senders set spacing_ms = null');
    expect(slot?.fromMs).toBeGreaterThan(askedAtMs - 60_000);
  });
});
