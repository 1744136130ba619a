import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { InvalidCursorError, type Store } from '#herald/store';
import { type TestStore, openTestStore, untilFeedShows } from '#herald/store/testing';

describe('the event feed', () => {
  let test: TestStore;
  let store: Store;

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
  });
  afterAll(() => test.close());

  const insertEvent = (client: pg.ClientBase | pg.Pool, appId: string, recipient: string, type = 'sent') =>
    client.query(
      `insert into events (app_id, id, type, notification_id, delivery_id, recipient, dedupe, occurred_at)
       values ($1, gen_random_uuid(), $2, gen_random_uuid(), gen_random_uuid(), $3, $2, now())`,
      [appId, type, recipient],
    );

  /** Follows the feed to its present end. */
  async function readOn(appId: string, after: string | undefined, limit = 3) {
    const seen: string[] = [];
    let cursor = after;
    for (;;) {
      const page = await store.events.page(appId, { limit, ...(cursor === undefined ? {} : { after: cursor }) });
      seen.push(...page.data.map((event) => event.recipient));
      cursor = page.next;
      if (page.data.length < limit) return { seen, cursor };
    }
  }

  it('shows an event only once nothing older can still appear', async () => {
    const appId = randomUUID();
    const slow = new pg.Client({ connectionString: test.database.connectionString });
    await slow.connect();
    try {
      await slow.query('begin');
      await insertEvent(slow, appId, 'began first');
      await insertEvent(store.postgres.pool, appId, 'committed first');
      const early = await readOn(appId, undefined);
      expect(early.seen).toEqual([]);
      await slow.query('commit');
      await untilFeedShows(store.postgres.pool);
      expect((await readOn(appId, early.cursor)).seen).toEqual(['began first', 'committed first']);
    } finally {
      await slow.end();
    }
  });

  it('misses and repeats nothing for a reader that follows next while many write at once', async () => {
    const appId = randomUUID();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 40; index += 1) await insertEvent(store.postgres.pool, appId, `${writer}-${index}`);
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    const deadlineMs = performance.now() + 20_000;
    // Any transaction on the server, a vacuum say, holds the horizon back for a moment: the end comes, but not at once.
    while (seen.length < 320 && performance.now() < deadlineMs) {
      const part = await readOn(appId, cursor, 7);
      seen.push(...part.seen);
      cursor = part.cursor;
    }
    await Promise.all(writers);
    seen.push(...(await readOn(appId, cursor)).seen);
    expect(seen).toHaveLength(320);
    expect(new Set(seen).size).toBe(320);
  });

  it('keeps apps apart and filters by type', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await insertEvent(store.postgres.pool, one, 'mine');
    await insertEvent(store.postgres.pool, one, 'mine too', 'seen');
    await insertEvent(store.postgres.pool, other, 'not mine');
    await untilFeedShows(store.postgres.pool);
    expect((await readOn(one, undefined)).seen).toEqual(['mine', 'mine too']);
    const page = await store.events.page(one, { limit: 10, type: 'seen' });
    expect(page.data.map((event) => event.recipient)).toEqual(['mine too']);
  });

  it('gives each event a cursor that reads on behind it', async () => {
    const appId = randomUUID();
    for (const name of ['a', 'b', 'c']) await insertEvent(store.postgres.pool, appId, name);
    await untilFeedShows(store.postgres.pool);
    const { data } = await store.events.read(appId, { limit: 10 });
    const rests = await Promise.all(data.map(({ cursor }) => readOn(appId, cursor)));
    expect(rests.map(({ seen }) => seen)).toEqual([['b', 'c'], ['c'], []]);
  });

  it('tells for many readers at once which have something to read on', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await insertEvent(store.postgres.pool, one, 'before');
    await untilFeedShows(store.postgres.pool);
    const after = await store.events.end();
    const readers = [
      { appId: one, after },
      { appId: other, after },
      { appId: one, after: Buffer.from('0.0').toString('base64url') },
    ];
    expect(await store.events.haveNews(readers)).toEqual([false, false, true]);
    await insertEvent(store.postgres.pool, other, 'news');
    await untilFeedShows(store.postgres.pool);
    expect(await store.events.haveNews(readers)).toEqual([false, true, true]);
    expect((await readOn(other, after)).seen).toEqual(['news']);
    expect(await store.events.haveNews([])).toEqual([]);
  });

  it.each(['', 'x', 'MTIz', Buffer.from('1.2;drop').toString('base64url')])('refuses the cursor %j', async (after) => {
    await expect(store.events.page(randomUUID(), { limit: 1, after })).rejects.toThrow(InvalidCursorError);
  });
});
