import type { BegunAttempt, KeptSignal, Store, UnknownDelivery } from '#herald/store';
import { TestDeliveries, type TestDelivery, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const LEASE_MS = 60_000;
const GIVEN_UP = { code: 'attempts_exhausted', explanation: 'e', nextStep: 'n' } as const;
const EVER = { from: new Date(0), until: new Date('2100-01-01T00:00:00Z') };

describe('a delivery with an unknown outcome', () => {
  let test: TestStore;
  let store: Store;
  let appId: string;
  let deliveries: TestDeliveries;
  let integrationId: string;

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
    appId = (await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    integrationId = uuidv7();
    deliveries = new TestDeliveries(store, appId, { provider: 'fake', integrationId });
  });
  afterEach(async () => {
    await store.postgres.pool.query('truncate deliveries, attempts, events, notifications, callbacks');
  });
  afterAll(() => test.close());

  async function onlyBegun(): Promise<BegunAttempt> {
    const [attempt, ...others] = await deliveries.beginDue();
    if (attempt === undefined || others.length > 0) throw new Error('Not exactly one delivery was due');
    return attempt;
  }

  async function lost(delivery: TestDelivery = {}): Promise<string> {
    const id = await deliveries.accept(delivery);
    await deliveries.loseSight(await onlyBegun());
    return id;
  }

  async function taken(): Promise<UnknownDelivery> {
    const [delivery, ...others] = await store.unknown.takeDue(100, LEASE_MS);
    if (delivery === undefined || others.length > 0) throw new Error('Not exactly one look was due');
    return delivery;
  }

  const makeDue = () => store.postgres.pool.query('update deliveries set due_at = now()');

  const signal = (providerMessageId: string, part: Partial<KeptSignal> = {}): KeptSignal => ({
    providerMessageId,
    providerStatus: 'delivered',
    event: 'delivered',
    reason: null,
    occurredAt: null,
    ...part,
  });

  it('is looked into by one of many, with everything that the request was built from', async () => {
    const id = await lost({ address: 'there', content: { message: 'M' } });
    const takings = await Promise.all(Array.from({ length: 5 }, () => store.unknown.takeDue(10, LEASE_MS)));
    const { id: deliveryId } = await deliveries.only(id);
    expect(takings.flat()).toEqual([
      expect.objectContaining({
        deliveryId,
        appId,
        integrationId,
        provider: 'fake',
        address: 'there',
        content: { message: 'M' },
        number: 1,
        fence: 1,
        looks: 0,
        lastLook: null,
        deaths: 0,
        startedAt: expect.any(Date) as Date,
        finishedAt: expect.any(Date) as Date,
      }),
    ]);
  });

  it('is looked into when its time has come, and anew when the lease of a look has run out', async () => {
    await deliveries.accept();
    const attempt = await onlyBegun();
    const part = { outcome: 'unknown', stage: 'unknown', providerMessageId: null, event: null } as const;
    await deliveries.finish(attempt, { ...part, dueInMs: 60_000 });
    expect(await store.unknown.takeDue(10, LEASE_MS)).toEqual([]);
    await makeDue();
    await store.unknown.takeDue(10, 0);
    expect(await store.unknown.takeDue(10, LEASE_MS)).toHaveLength(1);
  });

  it('counts one of two looks that overlap, because the first took longer than its lease', async () => {
    await lost();
    const [first] = await store.unknown.takeDue(1, 0);
    const second = await taken();
    for (const look of [first ?? second, second]) await store.unknown.postpone(look, 'empty', 0);
    expect((await taken()).looks).toBe(1);
    expect(await store.unknown.resend(second, 0, 0)).toBe(false);
  });

  it('is settled by the message that it adopts, with what the vendor says about it', async () => {
    const id = await lost();
    const delivery = await taken();
    expect(await store.unknown.adopt(delivery, signal('SM-1'))).toBe(true);
    const shown = await deliveries.only(id);
    expect(shown).toMatchObject({ status: 'delivered', providerMessageId: 'SM-1', waiting: null });
    expect(shown.events.map(({ type }) => type)).toEqual(['sent', 'delivered']);
    expect(await store.unknown.adopt(delivery, signal('SM-2'))).toBe(false);
  });

  it('counts the callback that tells the same as the adoption once', async () => {
    const id = await lost();
    const delivery = await taken();
    await store.unknown.adopt(delivery, signal('SM-1'));
    const { settledUnknown } = await report(delivery.deliveryId, signal('SM-1'));
    expect(settledUnknown).toBe(false);
    expect((await deliveries.only(id)).events).toHaveLength(2);
  });

  it('does not adopt what another delivery owns', async () => {
    await deliveries.accept({ address: 'elsewhere' });
    await deliveries.finish(await onlyBegun(), { providerMessageId: 'SM-owned' });
    await lost();
    expect(await store.unknown.adopt(await taken(), signal('SM-owned'))).toBe(false);
  });

  it('is sent again, flagged, and stays flagged', async () => {
    const id = await lost();
    expect(await store.unknown.resend(await taken(), 0, 0)).toBe(true);
    const second = await onlyBegun();
    expect(second.number).toBe(2);
    const again = { outcome: 'retry', stage: 'waiting', providerMessageId: null, event: null } as const;
    await deliveries.finish(second, again);
    await deliveries.finish(await onlyBegun());
    const { attempts } = await deliveries.only(id);
    expect(attempts.map(({ outcome, duplicateRisk }) => [outcome, duplicateRisk])).toEqual([
      ['unknown', false],
      ['retry', true],
      ['accepted', true],
    ]);
  });

  it('keeps its first message id and the highest status when the lost attempt is heard of after the second', async () => {
    const id = await lost();
    const delivery = await taken();
    await store.unknown.resend(delivery, 0, 0);
    const second = await onlyBegun();
    expect(await report(delivery.deliveryId, signal('SM-first'))).toEqual({ settledUnknown: false });
    await deliveries.finish(second, { providerMessageId: 'SM-second' });
    await report(delivery.deliveryId, signal('SM-second', { providerStatus: 'read', event: 'seen' }));
    const shown = await deliveries.only(id);
    expect(shown).toMatchObject({ status: 'seen', providerMessageId: 'SM-first', waiting: null });
    expect(shown.events.map(({ type }) => type)).toEqual(['sent', 'delivered', 'seen']);
  });

  it('is not sent again when a callback was faster, and says that the callback settled it', async () => {
    const id = await lost();
    const delivery = await taken();
    expect(await report(delivery.deliveryId, signal('SM-1'))).toEqual({ settledUnknown: true });
    expect(await store.unknown.resend(delivery, 0, 0)).toBe(false);
    expect(await store.unknown.giveUp(delivery, GIVEN_UP)).toBe(false);
    await store.unknown.postpone(delivery, 'empty', 0);
    expect(await deliveries.beginDue()).toEqual([]);
    expect(await deliveries.only(id)).toMatchObject({ status: 'delivered', attempts: [{ outcome: 'unknown' }] });
  });

  it('does not take the word of a look from before it was sent again', async () => {
    await lost();
    const old = await taken();
    await store.unknown.resend(old, 0, 0);
    await deliveries.loseSight(await onlyBegun());
    expect(await store.unknown.adopt(old, signal('SM-1'))).toBe(false);
    expect(await store.unknown.resend(old, 0, 0)).toBe(false);
  });

  it.each([
    ['empty', 1, /does not show it/],
    ['failed', 0, /cannot be asked/],
    ['ambiguous', 0, /more than one/],
    [null, 0, /may or may not/],
  ] as const)('shows what the last look found: %s', async (result, looks, explanation) => {
    const id = await lost();
    await store.unknown.postpone(await taken(), result, 90_000);
    const { waiting } = await deliveries.only(id);
    expect(waiting).toMatchObject({ stage: 'unknown', explanation: expect.stringMatching(explanation) as string });
    expect(waiting?.dueAt?.getTime()).toBeGreaterThan(Date.now() + 80_000);
    await makeDue();
    expect(await taken()).toMatchObject({ looks, lastLook: result });
    expect((await store.unknown.count()).ambiguous).toBe(result === 'ambiguous' ? 1 : 0);
  });

  it('is discarded with a reason when it is given up', async () => {
    const id = await lost();
    expect(await store.unknown.giveUp(await taken(), GIVEN_UP)).toBe(true);
    const shown = await deliveries.only(id);
    expect(shown).toMatchObject({ status: 'discarded', reason: { code: 'attempts_exhausted' } });
    expect(shown.events.map(({ type }) => type)).toEqual(['discarded']);
  });

  it('holds back what is due from the same integration to the same address, until it is settled', async () => {
    await lost({ address: 'there' });
    const held = await deliveries.accept({ address: 'there' });
    const elsewhere = await deliveries.accept({ address: 'elsewhere' });
    const otherSender = new TestDeliveries(store, appId, { provider: 'fake', integrationId: uuidv7() });
    const fromElsewhere = await otherSender.accept({ address: 'there' });
    const begun = await deliveries.beginDue();
    expect(begun.map(({ notificationId }) => notificationId).toSorted()).toEqual([elsewhere, fromElsewhere].toSorted());
    expect((await deliveries.only(held)).waiting).toMatchObject({
      stage: 'due',
      explanation: expect.stringContaining('earlier message') as string,
    });
    await store.unknown.adopt(await taken(), signal('SM-1'));
    expect((await onlyBegun()).notificationId).toBe(held);
  });

  it('does not hold others back for longer than an hour', async () => {
    await lost();
    const next = await deliveries.accept();
    await store.postgres.pool.query(
      "update deliveries set updated_at = now() - interval '61 min' where stage = 'unknown'",
    );
    expect((await onlyBegun()).notificationId).toBe(next);
  });

  describe('among others to the same address', () => {
    it('learns which messages are owned, which attempts are unknown too, and which are under way', async () => {
      const [one, other, third] = await Promise.all([deliveries.accept(), deliveries.accept(), deliveries.accept()]);
      const begun = await deliveries.beginDue();
      const attemptOf = (id: string) => begun.find(({ notificationId }) => notificationId === id) as BegunAttempt;
      await deliveries.loseSight(attemptOf(one));
      const delivery = await taken();
      expect(await store.unknown.contestOver(delivery, ['SM-x'], EVER)).toEqual({
        claimedIds: [],
        isRivalUnderWay: true,
        rivals: [],
      });
      await deliveries.loseSight(attemptOf(other));
      await deliveries.finish(attemptOf(third), { providerMessageId: 'SM-x' });
      expect(await store.unknown.contestOver(delivery, ['SM-x', 'SM-y'], EVER)).toMatchObject({
        claimedIds: ['SM-x'],
        isRivalUnderWay: false,
        rivals: [{ deliveryId: attemptOf(other).deliveryId }],
      });
    });

    it('still counts as a rival after it was sent again: its first message may appear late', async () => {
      const [one, other] = await Promise.all([deliveries.accept(), deliveries.accept()]);
      for (const attempt of await deliveries.beginDue()) await deliveries.loseSight(attempt);
      const both = await store.unknown.takeDue(10, LEASE_MS);
      const [first, second] = both;
      if (first === undefined || second === undefined) throw new Error(`${one} and ${other} are not both unknown`);
      await store.unknown.resend(first, 0, 0);
      expect((await store.unknown.contestOver(second, ['SM-x'], EVER)).rivals).toMatchObject([
        { deliveryId: first.deliveryId, number: 1 },
      ]);
      const later = { from: new Date(Date.now() + 60_000), until: EVER.until };
      expect((await store.unknown.contestOver(second, ['SM-x'], later)).rivals).toEqual([]);
    });
  });

  function report(deliveryId: string, told: KeptSignal) {
    return deliveries.report(told, { deliveryId });
  }
});
