import type { StatisticsPage } from '#herald/client';
import { eventually } from '../environment/eventually.js';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

describe('The statistics', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
    for (const [number, tenant] of [
      ['+12025550101', 'acme'],
      ['+12025550102', 'globex'],
    ] as const) {
      await stand.deliveryAs(await stand.notifyOne(number, { tenant }), 'seen');
    }
    await stand.deliveryAs(await stand.notifyOne('not a number'), 'discarded');
    await eventually('All counts', async () => {
      const counts = Object.values(await sums('groupBy='));
      return counts.reduce((sum, count) => sum + count, 0) >= 7 || undefined;
    });
  });
  afterAll(() => stand?.stop());

  const read = async (query: string, headers = {}) =>
    (await stand.herald.call<StatisticsPage>('GET', `/v3/stats?${query}`, undefined, headers)).body;

  /** Counts under their dimensions, over all intervals. */
  async function sums(query: string): Promise<Record<string, number>> {
    const result: Record<string, number> = {};
    for (const { from: _from, lastAt: _lastAt, count, ...dimensions } of (await read(query)).data) {
      const key = Object.values(dimensions).join(' ');
      result[key] = (result[key] ?? 0) + count;
    }
    return result;
  }

  it.each(['minute', 'hour', 'day'])('count each event once by %s, soon after it was recorded', async (interval) => {
    expect(await sums(`interval=${interval}`)).toEqual({ sent: 2, delivered: 2, seen: 2, discarded: 1 });
  });

  it('tell apart what is asked for, and leave out the rest', async () => {
    expect(await sums('groupBy=type,tenant&type=seen')).toEqual({ 'seen acme': 1, 'seen globex': 1 });
    expect(await sums('groupBy=reason,channel,provider&type=discarded')).toEqual({
      'recipient_address_invalid whatsapp twilio_whatsapp': 1,
    });
    expect(await sums('groupBy=')).toEqual({ '': 7 });
    expect(await sums('tenant=acme&channel=whatsapp&provider=twilio_whatsapp')).toEqual({
      sent: 1,
      delivered: 1,
      seen: 1,
    });
    expect(await sums('reason=expired')).toEqual({});
    expect((await read('total=true&interval=minute&groupBy=type,tenant&type=sent')).data).toMatchObject([
      { type: 'sent', tenant: 'acme', count: 1 },
      { type: 'sent', tenant: 'globex', count: 1 },
    ]);
    const { from, to, data, next } = await read('interval=day&timezone=Asia/Kolkata&type=discarded');
    expect(Date.parse(to) - Date.parse(from)).toBe(30 * 86_400_000);
    expect(data).toEqual([
      { from: expect.stringMatching(/T18:30:00/), type: 'discarded', count: 1, lastAt: expect.any(String) },
    ]);
    expect(next).toBeNull();
  });

  it('are each app’s own', async () => {
    await makeOtherApp(stand.herald);
    expect((await read('', OTHER_APP_HEADERS)).data).toEqual([]);
  });

  it('say everything that is wrong with a query', async () => {
    const faults = async (query: string) => {
      const { status, body } = await stand.herald.call<{ errors: { path: string }[] }>('GET', `/v3/stats?${query}`);
      expect(status).toBe(422);
      return body.errors.map(({ path }) => path).toSorted();
    };
    expect(
      await faults('from=yesterday&to=2030-01-01&interval=week&groupBy=type,colour&type=opened&limit=7&total=perhaps'),
    ).toEqual(['from', 'groupBy', 'interval', 'limit', 'to', 'total', 'type']);
    expect(await faults('interval=minute&from=2020-01-01T00:00:00Z&timezone=Mars&groupBy=type,type')).toEqual([
      'groupBy',
      'interval',
      'timezone',
    ]);
    expect(await faults('after=x')).toEqual(['after']);
  });
});
