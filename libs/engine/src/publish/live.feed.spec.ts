import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import { InvalidCursorError, OverloadedError } from '#herald/store';
import { type TestStore, openTestStore, untilFeedShows } from '#herald/store/testing';
import { LIVE } from '../engine.limits.js';
import { FeedWatch } from './feed.watch.js';
import { LiveFeed, type LiveItem, type LiveQuery } from './live.feed.js';

describe('the live feed', () => {
  let test: TestStore;
  let live: LiveFeed;
  let appId: string;
  let left: AbortController;

  beforeAll(async () => {
    test = await openTestStore();
  });
  beforeEach(() => {
    live = new LiveFeed(test.store.events, new FeedWatch(test.store.events));
    appId = randomUUID();
    left = new AbortController();
  });
  afterEach(() => {
    left.abort();
    live.onModuleDestroy();
  });
  afterAll(() => test.close());

  const write = (recipients: string[], type = 'sent', app = appId) =>
    test.store.postgres.pool.query(
      `insert into events (app_id, id, type, notification_id, delivery_id, recipient, dedupe, occurred_at)
       select $1, gen_random_uuid(), $2, gen_random_uuid(), gen_random_uuid(), recipient, $2, now()
       from unnest($3::text[]) as recipient`,
      [app, type, recipients],
    );

  const open = async (query: LiveQuery = {}) => (await live.open(appId, query, left.signal)).items;

  /** The next items that carry events, so many of them. */
  async function take(items: AsyncGenerator<LiveItem>, count: number) {
    const taken: { recipient: string; cursor: string }[] = [];
    while (taken.length < count) {
      const { value, done } = await items.next();
      if (done) throw new Error('The stream ended');
      if (value.event !== undefined) taken.push({ recipient: value.event.recipient, cursor: value.cursor });
    }
    return taken;
  }
  const recipients = (taken: { recipient: string }[]) => taken.map(({ recipient }) => recipient);

  it('begins now, with a place to come back to, and gives what happens from then on', async () => {
    await write(['before']);
    await untilFeedShows(test.store.postgres.pool);
    const items = await open();
    await write(['after']);
    const { value: start } = await items.next();
    expect(start).toEqual({ cursor: expect.any(String) });
    expect(recipients(await take(items, 1))).toEqual(['after']);
    await write(['between']);
    expect(recipients(await take(await open({ after: (start as LiveItem).cursor }), 2))).toEqual(['after', 'between']);
  });

  it('resumes without gap or repetition behind every event, be it in the middle of a transaction', async () => {
    const names = Array.from({ length: 2 * LIVE.page + 1 }, (_, index) => `r${index}`);
    const items = await open();
    await write(names);
    const all = await take(items, names.length);
    expect(recipients(all)).toEqual(names);
    for (const place of [0, LIVE.page - 1, LIVE.page, names.length - 2]) {
      const rest = await take(await open({ after: all[place]?.cursor ?? '' }), names.length - place - 1);
      expect(recipients(rest)).toEqual(names.slice(place + 1));
    }
  });

  it('gives an app its own events of the wanted kind', async () => {
    const items = await open({ type: 'seen' });
    await write(['not mine'], 'seen', randomUUID());
    await write(['not wanted']);
    await write(['wanted'], 'seen');
    expect(recipients(await take(items, 1))).toEqual(['wanted']);
  });

  it('reads no further than its listener takes', async () => {
    await write(Array.from({ length: 20 * LIVE.page }, (_, index) => `r${index}`));
    await untilFeedShows(test.store.postgres.pool);
    const read = jest.spyOn(test.store.events, 'read');
    const start = Buffer.from('0.0').toString('base64url');
    const stream = Readable.from(await open({ after: start }), { highWaterMark: 1 });
    await new Promise((resolve) => stream.once('readable', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(read.mock.calls.length).toBe(1);
    read.mockRestore();
    stream.destroy();
  });

  it('ends when its listener leaves and when Herald stops, while it waits too', async () => {
    const one = await open();
    await one.next();
    const waiting = one.next();
    left.abort();
    expect(await waiting).toMatchObject({ done: true });
    left = new AbortController();
    const other = await open();
    await other.next();
    const stopped = other.next();
    live.onModuleDestroy();
    expect(await stopped).toMatchObject({ done: true });
    await expect(open()).rejects.toThrow(OverloadedError);
  });

  it('admits so many listeners, and others when some have left, whether they listened or not', async () => {
    setMaxListeners(0, left.signal);
    for (let count = 0; count < LIVE.listenersOfApp; count += 1) await open();
    await expect(open()).rejects.toThrow(OverloadedError);
    left.abort();
    left = new AbortController();
    expect((await (await open()).next()).done).toBe(false);
  });

  it('refuses a cursor of another make, and does not count who was refused', async () => {
    for (let count = 0; count <= LIVE.listenersOfApp; count += 1) {
      const gone = new AbortController();
      await expect(live.open(appId, { after: 'x' }, gone.signal)).rejects.toThrow(InvalidCursorError);
      gone.abort();
    }
  });

  it('outlasts a store that fails for a while', async () => {
    const items = await open();
    await items.next();
    const haveNews = jest.spyOn(test.store.events, 'haveNews').mockRejectedValueOnce(new Error('away'));
    await write(['later']);
    expect(recipients(await take(items, 1))).toEqual(['later']);
    haveNews.mockRestore();
  });
});
