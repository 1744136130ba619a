import { eventually } from '../environment/eventually.js';
import type { Herald } from '../environment/herald.process.js';
import { Cluster } from './cluster.fixture.js';
import { describeOnRedis } from './redis.fixture.js';

const MESSAGES = 200;
/** Calls under way at a time. */
const AT_ONCE = 20;
/** Waits for what workers and the vendor do are long where the machine is busy. */
const WITHIN_MS = 120_000;
const EVENTS_OF_EACH = ['sent', 'delivered', 'seen'];

jest.setTimeout(2 * WITHIN_MS);

/** One of a hundred users, with a number of those reserved for examples. */
function recipient(index: number): object {
  const number = String(index % 100).padStart(2, '0');
  return { identifier: `user-${number}`, phoneNumber: `+120255501${number}` };
}

interface EventPage {
  data: { id: string; type: string; notificationId: string }[];
  next: string;
}

describeOnRedis('Two servers and two workers on one PostgreSQL and Redis', () => {
  let cluster: Cluster;
  const requestIds: string[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start({ servers: 2, workers: 2 });
  });
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
    const messages = Array.from({ length: MESSAGES }, (_, index) => `message-${index}`);
    for (let first = 0; first < MESSAGES; first += AT_ONCE) {
      const answers = messages
        .slice(first, first + AT_ONCE)
        .map((message, index) =>
          cluster.notify(index, { notification: { message }, recipients: [recipient(first + index)] }, message),
        );
      requestIds.push(...(await Promise.all(answers)).map(({ body }) => body.requestId));
    }
    const ledger = await eventually(
      'All messages in the ledger',
      async () => {
        const entries = await cluster.emulator.ledger();
        return entries.length >= MESSAGES ? entries : undefined;
      },
      WITHIN_MS,
    );
    expect(ledger.map(({ params }) => String(params['Body'])).toSorted()).toEqual(messages.toSorted());
    const byWorker = await Promise.all(
      cluster.workers.map((worker) => cluster.counted(worker, 'herald_attempts_total', 'outcome="accepted"')),
    );
    expect(byWorker.every((count) => count > 0)).toBe(true);
  });

  it('take callbacks at either server', async () => {
    await cluster.emulator.control('GET', `settled?timeoutMs=${WITHIN_MS}`);
    const byServer = await Promise.all(
      cluster.servers.map((server) => cluster.counted(server, 'herald_callbacks_total', 'result="stored"')),
    );
    expect(byServer.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(MESSAGES * 2);
    expect(byServer.every((count) => count > 0)).toBe(true);
    expect(await cluster.emulator.ledger()).toHaveLength(MESSAGES);
  });

  it('show the same at either server', async () => {
    const [one, other] = cluster.servers as [Herald, Herald];
    for (const requestId of requestIds.slice(0, 10)) {
      const shown = await one.notificationOnce(
        requestId,
        ({ deliveries: [only] }) => only?.status === 'seen',
        WITHIN_MS,
      );
      expect((await other.call('GET', `/v3/notifications/${requestId}`)).body).toEqual(shown);
    }
  });

  it('give one feed, which may be read from either server, from page to page', async () => {
    const expected = requestIds.flatMap((id) => EVENTS_OF_EACH.map((type) => `${id} ${type}`)).toSorted();
    await cluster.feedShows();
    const [events, again] = await Promise.all([feed(0), feed(1)]);
    expect(events.map(({ notificationId, type }) => `${notificationId} ${type}`).toSorted()).toEqual(expected);
    expect(again.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('go on when one server and one worker are stopped', async () => {
    expect(await cluster.stopOneOfEach()).toEqual([0, 0]);
    const staying = cluster.server(0);
    const notification = { message: 'After the others' };
    const requestId = await staying.notify({ notification, recipients: [recipient(0)] });
    await staying.notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'seen', WITHIN_MS);
    const sent = (await cluster.emulator.ledger()).filter(({ params }) => params['Body'] === 'After the others');
    expect(sent).toHaveLength(1);
  });
});
