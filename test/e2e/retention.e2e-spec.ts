import { eventually } from '../environment/eventually.js';
import type { Herald } from '../environment/herald.process.js';
import { Stand } from './stand.fixture.js';

interface EventPage {
  data: { notificationId: string; type: string }[];
  next: string;
}

/** Rewrites ids so that they begin with a time some days ago, as if the rows had been made then. */
const AGED_ID = (id: string) =>
  `(lpad(to_hex((extract(epoch from now() - interval '3 days') * 1000)::bigint), 12, '0') || right(replace(${id}::text, '-', ''), 20))::uuid`;

describe('Herald that keeps what is settled for two days', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start({ HERALD_RETENTION_DAYS: '2', HERALD_CALLBACK_RETENTION_DAYS: '1' });
  });
  afterAll(() => stand?.stop());

  /** Everything behind a cursor that is committed by now. */
  async function feed(herald: Herald, after = ''): Promise<EventPage> {
    await stand.feedShows();
    return (await herald.call<EventPage>('GET', `/v3/events${after && `?after=${after}`}`)).body;
  }

  it('forgets at its next pass what is older, and nothing else', async () => {
    const old = await stand.notifyOne('+12025550101');
    await stand.deliveryAs(old, 'seen');
    await stand.settled();
    const cursor = (await feed(stand.herald)).next;
    const [{ id: aged } = { id: '' }] = await stand.rows<{ id: string }>(
      `update notifications set id = ${AGED_ID('id')}, created_at = now() - interval '3 days' returning id`,
    );
    await stand.rows(`update deliveries set notification_id = $1, updated_at = now() - interval '3 days'`, [aged]);
    await stand.rows(
      `update callbacks set id = ${AGED_ID('id')} where id = (select min(id::text)::uuid from callbacks)`,
    );
    const young = await stand.notifyOne('+12025550102');
    await stand.deliveryAs(young, 'seen');
    await stand.settled();
    expect(await stand.herald.child.end('SIGTERM')).toBe(0);

    const again = await stand.herald.startAgain();
    try {
      // Notifications are the last that a pass deletes; it is counted when it is committed.
      const metrics = await eventually('The end of the old notification', async () => {
        const { body } = await again.call<string>('GET', '/metrics');
        return body.includes('herald_retention_deleted_total{kind="notifications"} 1') ? body : undefined;
      });
      expect((await again.call('GET', `/v3/notifications/${aged}`)).status).toBe(404);
      const { data } = await feed(again, cursor);
      expect(data.map(({ notificationId, type }) => [notificationId, type])).toEqual(
        ['sent', 'delivered', 'seen'].map((type) => [young, type]),
      );
      const kept = await stand.rows('select distinct notification_id as id from deliveries');
      expect(kept).toEqual([{ id: young }]);
      expect(await stand.rows('select from callbacks where delivery_id not in (select id from deliveries)')).toEqual(
        [],
      );
      expect(metrics).toContain('herald_retention_deleted_total{kind="callbacks"} 1');
      expect(metrics).toMatch(/^process_cpu_seconds_total /m);
    } finally {
      await again.child.end();
    }
  });
});
