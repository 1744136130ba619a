import { discardReason } from '#herald/channel-provider';
import { type DeliveryQuery, InvalidCursorError, type NewDelivery } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const DISCARD = discardReason('recipient_address_invalid');

describe('the search of deliveries', () => {
  let test: TestStore;
  let appId: string;
  let integrationId: string;

  beforeAll(async () => {
    test = await openTestStore();
  });
  beforeEach(async () => {
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    integrationId = uuidv7();
  });
  afterAll(() => test.close());

  /** Accepts a notification to these recipients; gives its id. */
  async function accept(recipients: string[], part: Partial<NewDelivery> = {}, tenant: string | null = null) {
    const id = uuidv7();
    await test.store.notificationWriter.write({
      id,
      appId,
      tenant,
      category: null,
      content: { message: 'hello' },
      data: {},
      override: null,
      sendAt: null,
      idempotencyKey: null,
      bodyHash: null,
      users: [],
      deliveries: recipients.map((recipient) => ({
        recipient,
        channel: 'test',
        provider: 'fake',
        integrationId,
        address: `to-${recipient}`,
        sender: null,
        configOverride: null,
        discard: null,
        ...part,
      })),
    });
    return id;
  }

  /** Everything that a search finds, page by page: recipients in their order. */
  async function all(query: Partial<DeliveryQuery> = {}, app = appId): Promise<string[]> {
    const found: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await test.store.deliverySearch.page(app, { limit: 2, ...query, ...(after && { after }) });
      found.push(...page.data.map(({ recipient }) => recipient));
      if (page.next === null) return found;
      after = page.next;
    }
  }

  it('lists the deliveries of an app, newest first, page by page', async () => {
    await accept(['a', 'b', 'c']);
    await accept(['d']);
    await accept([]);
    await accept(['e', 'f']);
    expect(await all()).toEqual(['f', 'e', 'd', 'c', 'b', 'a']);
    expect(await all({}, uuidv7())).toEqual([]);
    const { data } = await test.store.deliverySearch.page(appId, { limit: 1 });
    expect(data).toEqual([
      {
        id: expect.any(String),
        requestId: expect.any(String),
        recipient: 'f',
        tenant: null,
        address: 'to-f',
        channel: 'test',
        provider: 'fake',
        integrationId,
        status: 'pending',
        providerMessageId: null,
        reason: null,
        waiting: expect.objectContaining({ stage: 'due' }),
        attempts: 0,
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
      },
    ]);
  });

  it('lists what was there once, while more comes', async () => {
    await accept(['a', 'b', 'c']);
    const first = await test.store.deliverySearch.page(appId, { limit: 2 });
    await accept(['new']);
    const rest = await test.store.deliverySearch.page(appId, { limit: 9, after: first.next ?? '' });
    expect([...first.data, ...rest.data].map(({ recipient }) => recipient)).toEqual(['c', 'b', 'a']);
    expect(rest.next).toBeNull();
  });

  it('narrows by every filter, together', async () => {
    await accept(['plain']);
    await accept(['other channel'], { channel: 'mail' });
    await accept(['other provider'], { provider: 'post' });
    await accept(['other integration'], { integrationId: uuidv7() });
    await accept(['of acme'], {}, 'acme');
    const discarded = await accept(['discarded'], { discard: DISCARD });
    const allButOne = ['discarded', 'of acme', 'other integration', 'other provider', 'plain'];
    expect(await all({ channel: 'test' })).toEqual(allButOne);
    expect(await all({ channel: 'mail' })).toEqual(['other channel']);
    expect(await all({ provider: 'post' })).toEqual(['other provider']);
    expect(await all({ integrationId, channel: 'test', provider: 'fake' })).toEqual(['discarded', 'of acme', 'plain']);
    expect(await all({ tenant: 'acme' })).toEqual(['of acme']);
    expect(await all({ tenant: 'acme', channel: 'mail' })).toEqual([]);
    expect(await all({ statuses: ['discarded'] })).toEqual(['discarded']);
    expect(await all({ reason: DISCARD.code })).toEqual(['discarded']);
    expect(await all({ reason: 'expired' })).toEqual([]);
    expect(await all({ statuses: ['pending'], tenant: 'acme' })).toEqual(['of acme']);
    expect(await all({ statuses: ['sent'] })).toEqual([]);
    expect(await all({ statuses: ['sent', 'discarded'] })).toEqual(['discarded']);
    expect(await all({ statuses: ['pending', 'discarded'], channel: 'test' })).toEqual(allButOne);
    expect(await all({ notificationId: discarded })).toEqual(['discarded']);
    expect(await all({ notificationId: discarded, statuses: ['pending'] })).toEqual([]);
  });

  it('narrows by the time of acceptance', async () => {
    await accept(['early']);
    const { data } = await test.store.deliverySearch.page(appId, { limit: 1 });
    const border = new Date(Date.now() + 1);
    while (Date.now() <= border.getTime()) await new Promise(setImmediate);
    await accept(['late']);
    expect(await all({ from: border })).toEqual(['late']);
    expect(await all({ to: border })).toEqual(['early']);
    expect(await all({ to: new Date((data[0]?.createdAt.getTime() ?? 0) - 60_000) })).toEqual([]);
  });

  it('finds what a person has at hand, in every stage of a delivery', async () => {
    await test.store.users.upsert(appId, 'jo', { phoneNumber: '+1 (202) 555-0142', email: 'Jo@Example.com' });
    const requestId = await accept(['jo', 'else']);
    const deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId });
    const texts = ['jo', ' +12025550142', '+1 202-555-0142', 'jo@example.com'];
    const search = async () => Promise.all(texts.map((q) => all({ q })));
    const once = texts.map(() => ['jo']);
    expect(await search()).toEqual(once);
    const begun = await deliveries.beginDue();
    expect(await search()).toEqual(once);
    for (const attempt of begun) await deliveries.loseSight(attempt);
    expect(await search()).toEqual(once);
    for (const attempt of begun) await deliveries.finish(attempt);
    expect(await search()).toEqual(once);
    expect(await all({ q: 'jo', statuses: ['sent'], limit: 1 })).toEqual(['jo']);
    const [jo] = (await test.store.deliverySearch.page(appId, { limit: 1, recipient: 'jo' })).data;
    expect(jo?.status).toBe('sent');
    expect(await all({ q: jo?.providerMessageId ?? '' })).toEqual(['jo']);
    expect(await all({ q: jo?.id.toUpperCase() ?? '' })).toEqual(['jo']);
    expect(await all({ q: requestId })).toEqual(['else', 'jo']);
    expect(await all({ q: 'j' })).toEqual([]);
    expect(await all({ q: jo?.id ?? '' }, uuidv7())).toEqual([]);
    expect(await all({ q: requestId }, uuidv7())).toEqual([]);
    expect(await all({ q: jo?.providerMessageId ?? '' }, uuidv7())).toEqual([]);
  });

  it('finds the rare among the many, and says where it is when it looked far enough', async () => {
    await accept(['rare'], { channel: 'mail' });
    for (let round = 0; round < 27; round += 1) await accept(Array.from({ length: 1_000 }, () => 'many'));
    const first = await test.store.deliverySearch.page(appId, { limit: 10, channel: 'mail' });
    expect(first).toEqual({ data: [], next: expect.any(String) });
    const second = await test.store.deliverySearch.page(appId, { limit: 10, channel: 'mail', after: first.next ?? '' });
    expect(second).toMatchObject({ data: [{ recipient: 'rare' }], next: null });
    const [newest] = (await test.store.deliverySearch.page(appId, { limit: 1, channel: 'test' })).data;
    expect(newest?.recipient).toBe('many');
  });

  it('comes to the end only at the end, however small the notifications are', async () => {
    await accept(['rare'], { channel: 'mail' });
    await accept([]);
    await Promise.all(Array.from({ length: 1_500 }, (_, index) => accept(index % 7 === 0 ? [] : ['one'])));
    expect(await all({ channel: 'mail' })).toEqual(['rare']);
    expect(await all({ limit: 100, tenant: 'nobody' })).toEqual([]);
    expect((await all({ limit: 100 })).length).toBe(1_500 - Math.ceil(1_500 / 7) + 1);
  });

  it.each(['', 'x', Buffer.from(`${uuidv7()} x`).toString('base64url')])('refuses the cursor %j', async (after) => {
    await expect(test.store.deliverySearch.page(appId, { limit: 1, after })).rejects.toThrow(InvalidCursorError);
  });
});
