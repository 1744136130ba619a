import { InvalidCursorError, type StatisticsQuery } from '#herald/store';
import { type TestStore, openTestStore, untilFeedShows } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

interface Given {
  type?: string;
  at?: string;
  channel?: string | null;
  provider?: string | null;
  tenant?: string | null;
  reason?: string;
}

const DAY: StatisticsQuery = {
  from: new Date('2030-01-02T00:00:00Z'),
  to: new Date('2030-01-03T00:00:00Z'),
  interval: 'hour',
  timezone: 'UTC',
  groupBy: ['type'],
  only: {},
  limit: 100,
};

describe('the statistics in the store', () => {
  let test: TestStore;
  let appId: string;

  beforeAll(async () => {
    test = await openTestStore();
  });
  beforeEach(async () => {
    appId = (await test.store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
  });
  afterAll(() => test.close());

  async function happened(...events: Given[]): Promise<void> {
    for (const event of events) {
      await test.store.postgres.pool.query(
        `insert into events (app_id, id, type, notification_id, delivery_id, recipient, dedupe, occurred_at, channel, provider, tenant, reason)
         values ($1, gen_random_uuid(), $2, gen_random_uuid(), gen_random_uuid(), 'r', $2, $3, $4, $5, $6, $7)`,
        [
          appId,
          event.type ?? 'sent',
          event.at ?? '2030-01-02T10:20:30Z',
          event.channel === undefined ? 'sms' : event.channel,
          event.provider === undefined ? 'fake' : event.provider,
          event.tenant ?? null,
          event.reason === undefined ? null : JSON.stringify({ code: event.reason }),
        ],
      );
    }
  }

  /** Counts all that there is, so many at a time; the feed's end may lag behind other transactions of the server. */
  async function rollUp(expected: number, atMost = 1_000): Promise<void> {
    const deadlineMs = performance.now() + 20_000;
    for (let counted = 0; counted < expected;) {
      if (performance.now() > deadlineMs) throw new Error(`Only ${counted} events were counted`);
      counted += await test.store.statisticsRollup.rollUp(appId, atMost);
    }
  }

  const read = async (query: Partial<StatisticsQuery> = {}) =>
    (await test.store.statistics.page(appId, { ...DAY, ...query })).data.map(
      ({ from, count, lastAt: _lastAt, ...rest }) => [from.toISOString().slice(0, 16), ...Object.values(rest), count],
    );

  it('counts by interval, type and every other dimension', async () => {
    await happened(
      { at: '2030-01-02T10:00:00Z' },
      { at: '2030-01-02T10:59:59.999Z', tenant: 'acme' },
      { at: '2030-01-02T11:00:00Z', channel: null, provider: null, type: 'discarded', reason: 'integration_missing' },
      { at: '2030-01-02T11:10:00Z', type: 'discarded', reason: 'expired' },
    );
    await rollUp(4);
    expect(await read()).toEqual([
      ['2030-01-02T10:00', 'sent', 2],
      ['2030-01-02T11:00', 'discarded', 2],
    ]);
    expect(await read({ groupBy: ['tenant'], only: { type: 'sent' } })).toEqual([
      ['2030-01-02T10:00', null, 1],
      ['2030-01-02T10:00', 'acme', 1],
    ]);
    expect(await read({ groupBy: ['reason', 'channel', 'provider'], only: { type: 'discarded' } })).toEqual([
      ['2030-01-02T11:00', 'expired', 'sms', 'fake', 1],
      ['2030-01-02T11:00', 'integration_missing', null, null, 1],
    ]);
    expect(await read({ groupBy: [] })).toEqual([
      ['2030-01-02T10:00', 2],
      ['2030-01-02T11:00', 2],
    ]);
    expect(await read({ only: { tenant: 'acme', channel: 'mail' } })).toEqual([]);
  });

  it.each([
    ['2030-01-02T10:30:00Z', '2030-01-02T10:00', 2],
    ['2030-01-02T11:30:00Z', '2030-01-02T11:00', 1],
  ])('adds the intervals up, from the one that holds %s', async (from, first, sent) => {
    await happened({ at: '2030-01-02T10:00:00Z' }, { at: '2030-01-02T11:00:00Z' }, { type: 'seen', tenant: 'acme' });
    await rollUp(3);
    const query = { total: true, from: new Date(from), groupBy: ['type', 'tenant'] as const };
    expect(await read(query)).toEqual([
      ...(sent === 2 ? [[first, 'seen', 'acme', 1]] : []),
      [first, 'sent', null, sent],
    ]);
    const [head] = (await test.store.statistics.page(appId, { ...DAY, ...query, limit: 1 })).data;
    const { next } = await test.store.statistics.page(appId, { ...DAY, ...query, limit: 1 });
    const rest = await test.store.statistics.page(appId, { ...DAY, ...query, after: next ?? '' });
    expect([head, ...rest.data].map((row) => row?.count)).toEqual((await read(query)).map((row) => row.at(-1)));
  });

  it('counts an event where it occurred, however late it came', async () => {
    await happened({ at: '2030-01-02T10:00:00Z' });
    await rollUp(1);
    await happened({ at: '2030-01-02T03:00:00Z' }, { at: '2030-01-02T10:05:00Z' });
    await rollUp(2);
    expect(await read()).toEqual([
      ['2030-01-02T03:00', 'sent', 1],
      ['2030-01-02T10:00', 'sent', 2],
    ]);
    const [, last] = (await test.store.statistics.page(appId, DAY)).data;
    expect(last?.lastAt).toEqual(new Date('2030-01-02T10:05:00Z'));
  });

  it('counts each event once, in parts, by several at once, and when a part is given up before its end', async () => {
    await happened(...Array.from({ length: 25 }, (): Given => ({})));
    const giveUp = () => {
      throw new Error('died');
    };
    await expect(
      (async () => {
        for (;;) await test.store.statisticsRollup.rollUp(appId, 10, giveUp);
      })(),
    ).rejects.toThrow('died');
    expect(await read()).toEqual([]);
    let counted = 0;
    const deadlineMs = performance.now() + 20_000;
    while (counted < 25 && performance.now() < deadlineMs) {
      const parts = await Promise.all([1, 2, 3].map(() => test.store.statisticsRollup.rollUp(appId, 4)));
      counted += parts.reduce((sum, part) => sum + part, 0);
    }
    expect(await read()).toEqual([['2030-01-02T10:00', 'sent', 25]]);
    expect(await test.store.statisticsRollup.appsBehind()).not.toContain(appId);
    await happened({});
    await untilFeedShows(test.store.postgres.pool);
    expect(await test.store.statisticsRollup.appsBehind()).toEqual([appId]);
  });

  it.each([
    ['Asia/Kolkata', '2030-01-01T18:30', 2, '2030-01-02T18:30', 1],
    ['Asia/Kathmandu', '2030-01-01T18:15', 1, '2030-01-02T18:15', 2],
    ['UTC', '2030-01-02T00:00', 3, '', 0],
  ])('tells days as they are in %s', async (timezone, first, before, second, after) => {
    await happened({ at: '2030-01-02T18:14:59Z' }, { at: '2030-01-02T18:15:00Z' }, { at: '2030-01-02T18:45:00Z' });
    await rollUp(3);
    const expected = [
      [first, 'sent', before],
      [second, 'sent', after],
    ].filter(([, , count]) => count !== 0);
    expect(await read({ interval: 'day', timezone, from: new Date('2030-01-02T01:00:00Z') })).toEqual(expected);
  });

  it('keeps minutes for some days', async () => {
    const now = Date.now();
    await happened({ at: new Date(now).toISOString() }, { at: new Date(now - 5 * 86_400_000).toISOString() });
    await rollUp(2);
    const window = { interval: 'minute', from: new Date(now - 6 * 86_400_000), to: new Date(now + 60_000) } as const;
    expect(await read(window)).toHaveLength(1);
    expect(await read({ ...window, interval: 'day' })).toHaveLength(2);
    await test.store.postgres.pool.query(
      `update stats_minutes set bucket = bucket - interval '4 days' where app_id = $1`,
      [appId],
    );
    expect(await test.store.statisticsRollup.forgetMinutes()).toBe(1);
  });

  it('gives what is long page by page', async () => {
    await happened(
      ...['a', 'b', 'c', 'd'].flatMap((tenant): Given[] => [{ tenant }, { tenant, at: '2030-01-02T12:00:00Z' }]),
    );
    await rollUp(8);
    const query = { ...DAY, groupBy: ['tenant', 'reason'] as const, limit: 3 };
    const tenants: unknown[] = [];
    for (let after: string | undefined; ;) {
      const page = await test.store.statistics.page(appId, { ...query, ...(after && { after }) });
      tenants.push(...page.data.map(({ tenant }) => tenant));
      if (page.next === null) break;
      after = page.next;
    }
    expect(tenants).toEqual(['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd']);
    for (const cursor of ['x', '["x"]', '["2030-01-01","a"]', '[1,2,3]', '["a'].map((text) =>
      Buffer.from(text).toString('base64url'),
    )) {
      await expect(test.store.statistics.page(appId, { ...query, after: cursor })).rejects.toThrow(InvalidCursorError);
    }
  });
});
