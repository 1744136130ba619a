import { eventually } from '../environment/eventually.js';
import { Stand } from './stand.fixture.js';

interface FeedEvent {
  id: string;
  type: string;
  notificationId: string;
  recipient: string;
  reason: object | null;
}

interface FeedPage {
  data: FeedEvent[];
  next: string;
}

describe('The feed of events', () => {
  let stand: Stand;
  let seenId: string;
  let discardedId: string;

  beforeAll(async () => {
    stand = await Stand.start();
    seenId = await stand.notifyOne('+12025550101', { tenant: 'acme' });
    discardedId = await stand.notifyOne('not a number');
    await stand.deliveryAs(seenId, 'seen');
    await stand.deliveryAs(discardedId, 'discarded');
    await stand.feedShows();
  });
  afterAll(() => stand?.stop());

  async function page(query: string): Promise<FeedPage> {
    const answer = await stand.herald.call<FeedPage>('GET', `/v3/events?${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  }

  /** Follows `next` until so many events were read; gives every page. */
  async function follow(limit: number, count: number, after = ''): Promise<FeedEvent[][]> {
    const pages: FeedEvent[][] = [];
    let next = after;
    await eventually(`${count} events`, async () => {
      const read = await page(`limit=${limit}${next === '' ? '' : `&after=${next}`}`);
      next = read.next;
      if (read.data.length > 0) pages.push(read.data);
      return pages.flat().length >= count ? true : undefined;
    });
    expect((await page(`limit=${limit}&after=${next}`)).data).toEqual([]);
    return pages;
  }

  it('tells everything about an event', async () => {
    const { data } = await page(`notificationId=${seenId}`);
    const { deliveries } = await stand.herald.notificationOnce(seenId, () => true);
    expect(data).toEqual(deliveries[0]?.events);
    const [entry] = await stand.acceptedFor('+12025550101');
    for (const event of data) {
      expect(event).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        type: expect.any(String),
        occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        notificationId: seenId,
        deliveryId: deliveries[0]?.id,
        recipient: 'user-+12025550101',
        tenant: 'acme',
        channel: 'whatsapp',
        provider: 'twilio_whatsapp',
        providerMessageId: entry?.sid,
        reason: null,
      });
    }
  });

  it.each([1, 2, 3, 100])('is read whole and once by following next, %i at a time', async (limit) => {
    const whole = (await page('')).data;
    const pages = await follow(limit, whole.length);
    expect(pages.flat()).toEqual(whole);
    expect(pages.slice(0, -1).every(({ length }) => length === limit)).toBe(true);
  });

  it('is narrowed by type, channel, provider and notification', async () => {
    const types = async (query: string) => (await page(query)).data.map(({ type }) => type).toSorted();
    const all = ['delivered', 'discarded', 'seen', 'sent'];
    expect(await types('')).toEqual(all);
    expect(await types('channel=whatsapp&provider=twilio_whatsapp')).toEqual(all);
    expect(await types('type=seen')).toEqual(['seen']);
    expect(await types(`notificationId=${discardedId}`)).toEqual(['discarded']);
    expect(await types(`notificationId=${discardedId}&type=sent`)).toEqual([]);
    expect(await types('channel=email')).toEqual([]);
    expect(await types('provider=smtp_email')).toEqual([]);
    const discarded = (await page('type=discarded')).data;
    expect(discarded).toMatchObject([
      { recipient: 'user-not a number', reason: { code: 'recipient_address_invalid', nextStep: expect.any(String) } },
    ]);
  });

  it('gives a reader every event once that is written while it reads', async () => {
    const { next } = await page('');
    const numbers = Array.from({ length: 25 }, (_, index) => `+120255501${String(10 + index)}`);
    const [pages] = await Promise.all([
      follow(7, numbers.length * 3, next),
      ...numbers.map((number) => stand.notifyOne(number)),
    ]);
    const events = pages.flat();
    expect(new Set(events.map(({ id }) => id)).size).toBe(numbers.length * 3);
    for (const number of numbers) {
      const types = events.filter(({ recipient }) => recipient === `user-${number}`).map(({ type }) => type);
      expect(types).toEqual(['sent', 'delivered', 'seen']);
    }
  });

  it.each([
    ['after=x', 'after'],
    [`after=${Buffer.from('1.2.3').toString('base64url')}`, 'after'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['type=opened', 'type'],
    ['notificationId=7', 'notificationId'],
    ['order=desc', 'order'],
  ])('refuses %s', async (query, path) => {
    const answer = await stand.herald.call('GET', `/v3/events?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path, message: expect.any(String) }] } });
  });
});
