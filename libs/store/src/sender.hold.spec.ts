import { discardReason } from '#herald/channel-provider';
import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';
import { WaitingDeliveries } from './waiting-deliveries.fixture.js';

const ROOM = 100_000;

describe('what is held back', () => {
  let test: TestStore;
  let waiting: WaitingDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
    waiting = new WaitingDeliveries(test.store);
  });
  afterEach(() => waiting.clear());
  afterAll(() => test.close());

  const newSender = () => ({ key: `test:${uuidv7()}`, rate: null });

  async function senderIdOf(laneId: string): Promise<string> {
    const { rows } = await test.store.postgres.pool.query<{ id: string }>(
      'select sender_id as id from lanes where id = $1',
      [laneId],
    );
    return rows[0]?.id ?? '';
  }

  async function heldForMs(senderId: string): Promise<number> {
    const { rows } = await test.store.postgres.pool.query<{ ms: number }>(
      'select ms_between(now(), held_until) as ms from senders where id = $1',
      [senderId],
    );
    return rows[0]?.ms ?? Number.NaN;
  }

  const lanesOf = (deliveries: readonly { laneId: string }[]) => new Set(deliveries.map(({ laneId }) => laneId));

  it('is a sender that was told to slow down, in every lane, for as long as it was told; and nobody else', async () => {
    const sender = newSender();
    const nowMs = Date.now();
    const held = [await waiting.add({ sender }, 5, nowMs), await waiting.add({ sender }, 5, nowMs)];
    const other = await waiting.add({}, 5, nowMs);
    await test.store.senders.hold(await senderIdOf(held[0] ?? ''), 30_000);
    expect(await test.store.senders.countHeld()).toBe(1);
    const during = await waiting.claim(100, ROOM, Date.now() + 1_000);
    expect(lanesOf(during.deliveries)).toEqual(new Set([other]));
    expect(during.lookAgainMs).toBeGreaterThan(25_000);
    const after = await waiting.claim(100, ROOM, Date.now() + 31_000);
    expect(lanesOf(after.deliveries)).toEqual(new Set(held));
    expect(after.deliveries).toHaveLength(10);
  });

  it('waits longer each time that a hold did not help, but not for the same news told twice', async () => {
    const senderId = await senderIdOf(await waiting.add({ sender: newSender() }, 1, Date.now()));
    const waits: number[] = [];
    for (let hold = 0; hold < 9; hold += 1) {
      await test.store.senders.hold(senderId, undefined);
      await test.store.senders.hold(senderId, undefined);
      waits.push(Math.round((await heldForMs(senderId)) / 1_000));
      await test.store.postgres.pool.query('update senders set held_until = now() where id = $1', [senderId]);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    await test.store.postgres.pool.query(`update senders set held_until = now() - interval '61 s' where id = $1`, [
      senderId,
    ]);
    await test.store.senders.hold(senderId, undefined);
    expect(Math.round((await heldForMs(senderId)) / 1_000)).toBe(1);
  });

  it('is not begun either when it was claimed before, and waits again without an attempt', async () => {
    const lane = await waiting.add({ sender: newSender() }, 2, Date.now());
    const [first, second] = (await waiting.claim(1, ROOM, Date.now())).deliveries.concat(
      (await waiting.claim(1, ROOM, Date.now())).deliveries,
    );
    if (first === undefined || second === undefined) throw new Error('Nothing was due');
    await test.store.senders.hold(await senderIdOf(lane), 60_000);
    expect(await test.store.attempts.begin(first, 0)).toBeUndefined();
    const { rows } = await test.store.postgres.pool.query<{ stage: string; attempts: string }>(
      'select stage, (select count(*) from attempts where delivery_id = id) as attempts from deliveries where id = $1',
      [first.id],
    );
    expect(rows).toEqual([{ stage: 'waiting', attempts: '0' }]);
    const rules = { firstLookMs: 0, maxDeaths: 3, poison: discardReason('poison') };
    expect(await test.store.claims.reclaimExpired(rules)).toEqual({ waiting: 0, unknown: 0, poisoned: [] });
  });

  describe('by a breaker', () => {
    const breakers = () => test.store.breakers;
    const heldUntilMs = async (integrationId: string) =>
      (await breakers().healthOf([integrationId])).get(integrationId)?.heldUntil?.getTime() ?? Number.NaN;

    it('is all of an integration, until one delivery may try; when it succeeds everything goes on', async () => {
      const integrationId = uuidv7();
      const lanes = [
        await waiting.add({ integrationId, tenant: 'one' }, 5, Date.now()),
        await waiting.add({ integrationId, tenant: 'two', sender: newSender() }, 5, Date.now()),
      ];
      const other = await waiting.add({}, 5, Date.now());
      await breakers().open(integrationId, 'refused');
      expect((await breakers().healthOf([integrationId])).get(integrationId)).toMatchObject({
        state: 'open',
        since: expect.any(Date) as Date,
        lastFailure: { cause: 'refused' },
      });
      expect(lanesOf((await waiting.claim(100, ROOM, Date.now())).deliveries)).toEqual(new Set([other]));

      const probeMs = await heldUntilMs(integrationId);
      const probe = await waiting.claim(100, ROOM, probeMs + 1);
      expect(probe.deliveries).toHaveLength(1);
      expect((await waiting.claim(100, ROOM, probeMs + 2)).deliveries).toEqual([]);
      expect((await breakers().healthOf([integrationId])).get(integrationId)).toMatchObject({ state: 'half_open' });
      const [tried] = probe.deliveries;
      if (tried === undefined) throw new Error('Nothing tried');
      expect((await waiting.claim(100, ROOM, probeMs + 15_002)).deliveries).toHaveLength(1);

      await breakers().close(integrationId);
      expect((await breakers().healthOf([integrationId])).get(integrationId)).toMatchObject({
        state: 'closed',
        heldUntil: null,
        lastFailure: { cause: 'refused' },
      });
      const rest = await waiting.claim(100, ROOM, Date.now() + 1);
      expect(lanesOf(rest.deliveries)).toEqual(new Set(lanes));
      expect(rest.deliveries).toHaveLength(8);
    });

    it('tries less and less often while the vendor stays down, up to five minutes apart', async () => {
      const integrationId = uuidv7();
      await waiting.add({ integrationId }, 50, Date.now());
      const waits: number[] = [];
      for (let tries = 0; tries < 10; tries += 1) {
        await breakers().open(integrationId, 'timeout');
        await breakers().open(integrationId, 'reset');
        const untilMs = await heldUntilMs(integrationId);
        waits.push((untilMs - Date.now()) / 1_000);
        expect((await waiting.claim(100, ROOM, untilMs + 1)).deliveries).toHaveLength(1);
      }
      for (const [tries, wait] of waits.entries()) {
        const longest = Math.min(300, 5 * 2 ** tries);
        expect(wait).toBeGreaterThan(longest / 2 - 1);
        expect(wait).toBeLessThanOrEqual(longest);
      }
    });

    it('tries at once when something was changed', async () => {
      const integrationId = uuidv7();
      await waiting.add({ integrationId }, 5, Date.now());
      await breakers().open(integrationId, 'credentials_invalid');
      expect((await waiting.claim(100, ROOM, Date.now() + 100)).deliveries).toEqual([]);
      await breakers().tryNow(integrationId);
      expect((await waiting.claim(100, ROOM, Date.now() + 100)).deliveries).toHaveLength(1);
    });

    it('is not begun when it was claimed before, except as the one that tries', async () => {
      const integrationId = uuidv7();
      const appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
      await waiting.add({ appId, integrationId }, 2, Date.now());
      const [before] = (await waiting.claim(1, ROOM, Date.now())).deliveries;
      if (before === undefined) throw new Error('Nothing was due');
      await breakers().open(integrationId, 'dns');
      expect(await test.store.attempts.begin(before, 0)).toBeUndefined();
      await breakers().tryNow(integrationId);
      const probe = (await waiting.claim(10, ROOM, Date.now() + 5)).deliveries;
      expect(probe).toHaveLength(1);
    });

    it('is counted by provider and state, for integrations that are switched on', async () => {
      const app = await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' });
      const insert = (enabled: boolean) =>
        test.store.integrations.insert({
          id: uuidv7(),
          appId: app.id,
          tenant: null,
          provider: 'fake',
          channel: 'test',
          label: null,
          enabled,
          priority: 1,
          allowCredentialOverride: true,
          account: null,
          open: {},
          secret: {},
        });
      const [, broken] = [await insert(true), await insert(true), await insert(false)];
      await breakers().open(broken.id, 'dns');
      expect(await breakers().counts()).toEqual(
        expect.arrayContaining([
          { provider: 'fake', state: 'closed', count: 1 },
          { provider: 'fake', state: 'open', count: 1 },
        ]),
      );
    });
  });
});
