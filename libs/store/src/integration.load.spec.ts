import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

describe('what integrations have to do', () => {
  let test: TestStore;
  let appId: string;
  let integrationId: string;
  let deliveries: TestDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
  });
  beforeEach(async () => {
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    integrationId = uuidv7();
    await test.store.integrations.insert({
      id: integrationId,
      appId,
      tenant: null,
      provider: 'fake',
      channel: 'test',
      label: null,
      enabled: true,
      priority: 1,
      allowCredentialOverride: true,
      account: null,
      open: {},
      secret: {},
    });
    deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId });
  });
  afterAll(() => test.close());

  const load = async () => (await test.store.integrationLoads.of(appId)).get(integrationId);

  it('is nothing at first', async () => {
    expect(await load()).toEqual({
      due: 0,
      scheduled: 0,
      claimed: 0,
      unknown: 0,
      oldestDueAt: null,
      isWhole: true,
      sentPerSecond: 0,
      heldUntil: null,
    });
    expect([...(await test.store.integrationLoads.of(uuidv7()))]).toEqual([]);
  });

  it('is counted by stage, and how much of it is done', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await deliveries.accept({ address: name });
    expect(await load()).toMatchObject({ due: 4, claimed: 0, oldestDueAt: expect.any(Date) });
    const [first, second, third, fourth] = await deliveries.beginDue();
    expect(await load()).toMatchObject({ due: 0, claimed: 4, oldestDueAt: null });
    if (!first || !second || !third || !fourth) throw new Error('Not all were begun');
    await deliveries.finish(first);
    await deliveries.loseSight(second);
    const later = { outcome: 'retry', stage: 'waiting', providerMessageId: null, event: null } as const;
    await deliveries.finish(third, { ...later, dueInMs: 60_000 });
    await test.store.senders.hold(fourth.senderId, 60_000);
    const counted = await load();
    expect(counted).toMatchObject({ due: 0, scheduled: 1, claimed: 1, unknown: 1, isWhole: true });
    expect(counted?.sentPerSecond).toBeCloseTo(1 / 60, 3);
    expect(counted?.heldUntil?.getTime()).toBeGreaterThan(Date.now());
  });
});
