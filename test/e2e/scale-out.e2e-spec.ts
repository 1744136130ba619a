import { eventually } from '../environment/eventually.js';
import type { Herald } from '../environment/herald.process.js';
import { Cluster } from './cluster.fixture.js';
import { describeOnRedis } from '../environment/redis.process.js';

const MESSAGES = 400;
const EVENTS_OF_EACH = ['sent', 'delivered', 'seen'];

interface EventPage {
  data: { id: string; type: string; notificationId: string }[];
  next: string;
}

describeOnRedis('Two servers and two workers on one PostgreSQL and Redis', () => {
  let cluster: Cluster;
  const requestIds: string[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start({ servers: 2, workers: 2 });
  }, 60_000);
  afterAll(() => cluster?.stop());

  /** The whole feed, each page from another server than the one before. */
  async function feed(first: number): Promise<EventPage['data']> {
    const events: EventPage['data'] = [];
    let after = '';
    const path = '/v3/events?limit=100';
    for (let page = first; ; page += 1) {
      const { body } = await cluster.server(page).call<EventPage>('GET', path + after);
      events.push(...body.data);
      if (body.data.length === 0) return events;
      after = `&after=${body.next}`;
    }
  }

  it('start together on an empty database: one app, one integration', async () => {
    expect(await cluster.query('select count(*)::int as apps from apps')).toEqual([{ apps: 1 }]);
    for (const server of cluster.servers) {
      const { body } = await server.call<{ data: unknown[] }>('GET', '/v3/integrations');
      expect(body.data).toMatchObject([{ provider: 'twilio_whatsapp', enabled: true }]);
    }
  });

  it('send once what either server took', async () => {
    const messages = Array.from({ length: MESSAGES }, (_, index) => `Message ${index}`);
    const recipient = { identifier: 'ada', phoneNumber: '+12025550130' };
    const taken = messages.map((message, index) =>
      cluster.server(index).notify({ notification: { message }, recipients: [recipient] }),
    );
    requestIds.push(...(await Promise.all(taken)));
    const ledger = await eventually(
      'All messages in the ledger',
      async () => {
        const entries = await cluster.emulator.ledger();
        return entries.length >= MESSAGES ? entries : undefined;
      },
      60_000,
    );
    expect(ledger.map(({ params }) => String(params['Body'])).toSorted()).toEqual(messages.toSorted());
    const byWorker = await Promise.all(
      cluster.workers.map((worker) => cluster.counted(worker, 'herald_attempts_total', 'outcome="accepted"')),
    );
    expect(byWorker.reduce((sum, count) => sum + count, 0)).toBe(MESSAGES);
    expect(byWorker.every((count) => count > 0)).toBe(true);
  }, 90_000);

  it('take callbacks at either server', async () => {
    await cluster.emulator.control('GET', 'settled?timeoutMs=60000');
    const byServer = await Promise.all(
      cluster.servers.map((server) => cluster.counted(server, 'herald_callbacks_total', 'result="stored"')),
    );
    expect(byServer.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(MESSAGES * 2);
    expect(byServer.every((count) => count > 0)).toBe(true);
  }, 90_000);

  it('show the same at either server', async () => {
    const [one, other] = cluster.servers as [Herald, Herald];
    for (const requestId of requestIds.slice(0, 10)) {
      const shown = await one.notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'seen');
      expect((await other.call('GET', `/v3/notifications/${requestId}`)).body).toEqual(shown);
    }
  });

  it('give one feed, which may be read from either server, from page to page', async () => {
    const expected = requestIds.flatMap((id) => EVENTS_OF_EACH.map((type) => `${id} ${type}`)).toSorted();
    const [events, again] = await Promise.all([feed(0), feed(1)]);
    expect(events.map(({ notificationId, type }) => `${notificationId} ${type}`).toSorted()).toEqual(expected);
    expect(again.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('go on when one server and one worker are stopped', async () => {
    expect(await cluster.stopOneOfEach()).toEqual([0, 0]);
    const staying = cluster.server(0);
    const notification = { message: 'After the others' };
    const requestId = await staying.notify({ notification, recipients: ['ada'] });
    await staying.notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'seen');
    const sent = (await cluster.emulator.ledger()).filter(({ params }) => params['Body'] === 'After the others');
    expect(sent).toHaveLength(1);
  });
});
