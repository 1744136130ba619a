import type { NewNotification } from '#herald/store';
import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

describe('a notification with an idempotency key', () => {
  let test: TestStore;
  let appId: string;

  beforeAll(async () => {
    test = await openTestStore();
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const withKey = (idempotencyKey: string): NewNotification => ({
    id: uuidv7(),
    appId,
    tenant: null,
    category: null,
    content: { message: 'hello' },
    data: {},
    override: null,
    sendAt: null,
    idempotencyKey,
    bodyHash: Buffer.from(idempotencyKey),
    users: [],
    deliveries: [],
  });

  const write = (notification: NewNotification) => test.store.notificationWriter.write(notification);

  /** Lets go of all keys when the writer next begins to look for what stands in its way. */
  function letGoBeforeNextLook(): void {
    const { postgres } = test.store;
    const ask = postgres.rows.bind(postgres);
    let isDone = false;
    jest.spyOn(postgres, 'rows').mockImplementation(async (statement, values) => {
      if (statement.name === 'notifications_by_idempotency_key' && !isDone) {
        isDone = true;
        await postgres.pool.query('update notifications set idempotency_key = null');
      }
      return ask(statement, values);
    });
  }

  it('is written once, also by calls at the same time', async () => {
    const [one, other] = [withKey('once'), withKey('once')];
    expect(await Promise.all([write(one), write(other)])).toEqual([
      { kind: 'written', id: one.id },
      { kind: 'exists', id: one.id, bodyHash: one.bodyHash },
    ]);
  });

  it('is written when the key that stood in its way is let go at that moment', async () => {
    await write(withKey('free'));
    const others = [withKey('free'), withKey('free'), withKey('other')];
    letGoBeforeNextLook();
    const outcomes = await Promise.all(others.map(write));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'exists', 'written']);
    expect(outcomes[1]?.id).toBe(others[0]?.id);
  });
});
