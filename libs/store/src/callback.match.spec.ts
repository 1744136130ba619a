import type { Store } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const LONG_MS = 60_000;

describe('a callback that names no delivery', () => {
  let test: TestStore;
  let store: Store;
  let appId: string;
  const [mine, theirs] = [uuidv7(), uuidv7()];

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
    appId = (await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
  });
  afterAll(() => test.close());

  const through = (integrationId: string) => new TestDeliveries(store, appId, { provider: 'fake', integrationId });

  /** A delivery that the vendor took under this message id. */
  async function sentAs(providerMessageId: string, integrationId = mine): Promise<string> {
    const deliveries = through(integrationId);
    const notificationId = await deliveries.accept();
    const begun = await deliveries.beginDue();
    for (const attempt of begun) await deliveries.finish(attempt, { providerMessageId });
    return notificationId;
  }

  function report(providerMessageId: string, by: { deliveryId: string } | { signedBy: string[] }) {
    const told = { providerMessageId, providerStatus: 'read', event: 'seen', reason: null, occurredAt: null } as const;
    return through(mine).report(told, by);
  }

  async function statusOf(notificationId: string): Promise<string> {
    return (await through(mine).only(notificationId)).status;
  }

  async function stateOf(providerMessageId: string): Promise<string[]> {
    const { rows } = await store.postgres.pool.query<{ state: string }>(
      'select state from callbacks where provider_message_id = $1 order by id',
      [providerMessageId],
    );
    return rows.map(({ state }) => state);
  }

  it('reaches a delivery of an integration whose key signed it, also when several did', async () => {
    const id = await sentAs('SM-signed');
    await report('SM-signed', { signedBy: [theirs, mine] });
    expect(await statusOf(id)).toBe('seen');
    expect(await stateOf('SM-signed')).toEqual(['applied']);
  });

  it.each([
    ['the key of another integration', [theirs]],
    ['no key', []],
  ])('signed with %s reaches none, now or later', async (what, signedBy) => {
    const messageId = `SM-${what}`;
    const id = await sentAs(messageId);
    await report(messageId, { signedBy });
    expect(await store.callbacks.applyParked(LONG_MS)).toBe(0);
    expect(await statusOf(id)).toBe('sent');
    expect(await stateOf(messageId)).toEqual(['parked']);
  });

  it('waits, parked, until its message is known, and is applied once', async () => {
    const deliveries = through(mine);
    const id = await deliveries.accept();
    const [attempt] = await deliveries.beginDue();
    if (attempt === undefined) throw new Error('Nothing was due');
    await report('SM-parked', { signedBy: [mine] });
    expect(await store.callbacks.applyParked(LONG_MS)).toBe(0);
    await deliveries.finish(attempt, { providerMessageId: 'SM-parked' });
    expect(await store.callbacks.applyParked(LONG_MS)).toBe(1);
    expect(await store.callbacks.applyParked(LONG_MS)).toBe(0);
    expect(await statusOf(id)).toBe('seen');
  });

  it('that waits is kept apart from those of others', async () => {
    await report('SM-early', { signedBy: [theirs] });
    const id = await sentAs('SM-early');
    expect(await store.callbacks.applyParked(LONG_MS)).toBe(0);
    await report('SM-early', { signedBy: [mine] });
    expect(await statusOf(id)).toBe('seen');
    expect(await stateOf('SM-early')).toEqual(['parked', 'applied']);
  });

  it('that waits is looked at up to an age', async () => {
    await report('SM-old', { signedBy: [mine] });
    await store.postgres.pool.query(
      `update callbacks set received_at = now() - interval '1 hour' where provider_message_id = 'SM-old'`,
    );
    const id = await sentAs('SM-old');
    expect(await store.callbacks.applyParked(LONG_MS)).toBe(0);
    expect(await store.callbacks.applyParked(2 * 60 * 60_000)).toBe(1);
    expect(await statusOf(id)).toBe('seen');
  });

  it.each([
    ['settings', Buffer.from('sealed')],
    ['settings that are gone', Buffer.alloc(0)],
  ])('does not reach a delivery that brought %s of its own', async (what, sealed) => {
    const messageId = `SM-with ${what}`;
    const id = await sentAs(messageId);
    const { id: deliveryId } = await through(mine).only(id);
    await store.postgres.pool.query('update deliveries set config_override = $2 where id = $1', [deliveryId, sealed]);
    await report(messageId, { signedBy: [mine] });
    expect(await statusOf(id)).toBe('sent');
    await report(messageId, { deliveryId });
    expect(await statusOf(id)).toBe('seen');
  });
});
