import type { StandingDelivery, StandstillWindow, Store } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore, untilFeedShows } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const LEASE_MS = 60_000;
const SENT = { sent: ['fake'] };

describe('the windows of standstill', () => {
  let test: TestStore;
  let store: Store;
  let appId: string;
  let deliveries: TestDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
    appId = (await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(store, appId, { provider: 'fake', integrationId: uuidv7() });
  });
  afterEach(async () => {
    await open(0);
    await store.postgres.pool.query("update standstill_windows set due_at = 'infinity', leased_until = null");
  });
  afterAll(() => test.close());

  /** Opens a window over all that was sent. */
  async function open(firstCheckMs: number): Promise<void> {
    await untilFeedShows(store.postgres.pool);
    await store.standstill.open(0, firstCheckMs);
  }

  async function send(count: number): Promise<string[]> {
    await Promise.all(Array.from({ length: count }, (_, index) => deliveries.accept({ address: `address-${index}` })));
    const begun = await deliveries.beginDue();
    await Promise.all(begun.map((attempt) => deliveries.finish(attempt)));
    return begun.map(({ deliveryId }) => deliveryId);
  }

  async function taken(): Promise<StandstillWindow> {
    const window = await store.standstill.take(LEASE_MS);
    if (window === undefined) throw new Error('No window was due');
    return window;
  }

  const idsOf = (standing: StandingDelivery[]) => standing.map(({ deliveryId }) => deliveryId).toSorted();

  const rise = (deliveryId: string, event: 'delivered' | 'seen') =>
    store.callbacks.apply([
      {
        deliveryId,
        appId,
        provider: 'fake',
        providerMessageId: `SM-${deliveryId}-1`,
        providerStatus: event,
        event,
        reason: null,
        occurredAt: null,
      },
    ]);

  it('find what was sent and stands still, page by page, each once', async () => {
    const sent = await send(7);
    await rise(sent[0] as string, 'delivered');
    await open(0);
    let window: StandstillWindow | undefined = await taken();
    const found: StandingDelivery[] = [];
    const sizes: number[] = [];
    while (window !== undefined) {
      const { standing, next }: { standing: StandingDelivery[]; next: StandstillWindow | undefined } =
        await store.standstill.page(window, SENT, 4);
      found.push(...standing);
      sizes.push(standing.length);
      window = next;
    }
    expect(sizes).toEqual([4, 2]);
    expect(idsOf(found)).toEqual(sent.slice(1).toSorted());
    expect(found[0]).toMatchObject({ status: 'sent', provider: 'fake', sealedConfigOverride: null });
    expect(found.map(({ deliveryId, providerMessageId }) => providerMessageId === `SM-${deliveryId}-1`)).toEqual(
      Array(6).fill(true),
    );
  });

  it('ask about statuses and providers as told', async () => {
    const [plain, delivered, seen] = (await send(3)) as [string, string, string];
    for (const id of [delivered, seen]) await rise(id, 'delivered');
    await rise(seen, 'seen');
    await open(0);
    const window = await taken();
    const idsFor = async (query: object) => idsOf((await store.standstill.page(window, query, 10)).standing);
    expect(await idsFor({ sent: ['fake'], delivered: ['fake'] })).toEqual([plain, delivered].toSorted());
    expect(await idsFor({ sent: ['other'], delivered: ['fake'] })).toEqual([delivered]);
    expect(await idsFor({})).toEqual([]);
  });

  it('follow on each other without gap or overlap, however many open them', async () => {
    const first = await send(2);
    await Promise.all(Array.from({ length: 4 }, () => open(0)));
    const second = await send(2);
    await open(0);
    const found: string[][] = [];
    for (let window = await store.standstill.take(LEASE_MS); window; window = await store.standstill.take(LEASE_MS)) {
      found.push(idsOf((await store.standstill.page(window, SENT, 10)).standing));
      await store.standstill.finish(window, undefined);
    }
    expect(found.flat()).toHaveLength(4);
    expect(found.filter((ids) => ids.length > 0)).toEqual([first.toSorted(), second.toSorted()]);
  });

  it('are open for as long as told', async () => {
    await send(1);
    await store.standstill.open(60_000, 0);
    expect(await store.standstill.take(LEASE_MS)).toBeUndefined();
  });

  it('are taken by one at a time, and come up again from where they were when it is gone', async () => {
    const sent = await send(3);
    await open(0);
    const window = await taken();
    expect(await store.standstill.take(LEASE_MS)).toBeUndefined();
    const { standing, next } = await store.standstill.page(window, SENT, 2);
    if (next === undefined) throw new Error('There is no next page');
    expect(await store.standstill.advance(next, 0)).toBe(true);
    expect(await store.standstill.advance(next, LEASE_MS)).toBe(false);
    const rest = (await store.standstill.page(await taken(), SENT, 10)).standing;
    expect(idsOf([...standing, ...rest])).toEqual(sent.toSorted());
  });

  it('come up for one check after another, whole, and are let go after the last', async () => {
    const sent = await send(1);
    await open(0);
    const first = await taken();
    expect(first.step).toBe(0);
    await store.standstill.finish(first, 0);
    const second = await taken();
    expect(second).toEqual({ ...first, step: 1 });
    expect(idsOf((await store.standstill.page(second, SENT, 10)).standing)).toEqual(sent);
    await store.standstill.finish(second, 3_600_000);
    expect(await store.standstill.take(LEASE_MS)).toBeUndefined();
  });
});
