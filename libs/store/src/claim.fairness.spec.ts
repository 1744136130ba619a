import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';
import { type ClaimedInTest, WaitingDeliveries } from './waiting-deliveries.fixture.js';

const NOW_MS = Date.parse('2026-01-01T00:00:00Z');
const ROOM = 100_000;

describe('what is claimed', () => {
  let test: TestStore;
  let waiting: WaitingDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
    waiting = new WaitingDeliveries(test.store);
  });
  afterEach(() => waiting.clear());
  afterAll(() => test.close());

  it('comes from every tenant at once, however much one of them has', async () => {
    const appId = uuidv7();
    const noisy = await waiting.add({ appId, tenant: 'noisy' }, 900, NOW_MS - 60_000);
    const quiet = [];
    for (let index = 0; index < 49; index += 1) {
      quiet.push(await waiting.add({ appId, tenant: `quiet-${index}` }, 2, NOW_MS));
    }
    const { deliveries, lookAgainMs } = await waiting.claim(500, ROOM, NOW_MS);
    const counts = countByLane(deliveries);
    for (const lane of quiet) expect(counts.get(lane)).toBe(2);
    expect(counts.get(noisy)).toBe(500 - 2 * 49);
    expect(lookAgainMs).toBe(0);
  });

  it('is everything of one tenant when the others have nothing', async () => {
    const lane = await waiting.add({}, 700, NOW_MS);
    expect(countByLane((await waiting.claim(500, ROOM, NOW_MS)).deliveries)).toEqual(new Map([[lane, 500]]));
    expect(countByLane((await waiting.claim(500, ROOM, NOW_MS)).deliveries)).toEqual(new Map([[lane, 200]]));
    expect(await waiting.claim(500, ROOM, NOW_MS)).toEqual({ deliveries: [], lookAgainMs: null, isFull: false });
  });

  it('is shared between apps first, then between tenants, then between lanes', async () => {
    const [many, single] = [uuidv7(), uuidv7()];
    for (let index = 0; index < 30; index += 1) await waiting.add({ appId: many, tenant: `t-${index}` }, 200, NOW_MS);
    const alone = await waiting.add({ appId: single }, 1_000, NOW_MS);
    const first = countByLane((await waiting.claim(400, ROOM, NOW_MS)).deliveries);
    expect(first.get(alone)).toBe(200);
    expect(Math.max(...[...first].filter(([lane]) => lane !== alone).map(([, count]) => count))).toBeLessThanOrEqual(7);

    await waiting.clear();
    const appId = uuidv7();
    const one = await waiting.add({ appId, tenant: 'one sender' }, 300, NOW_MS);
    for (let index = 0; index < 3; index += 1) await waiting.add({ appId, tenant: 'three senders' }, 300, NOW_MS);
    expect(countByLane((await waiting.claim(120, ROOM, NOW_MS)).deliveries).get(one)).toBe(60);
  });

  it('goes round when there are more lanes than can be served', async () => {
    const appId = uuidv7();
    const lanes: string[] = [];
    for (let index = 0; index < 40; index += 1)
      lanes.push(await waiting.add({ appId, tenant: `t-${index}` }, 100, NOW_MS));
    const served = new Set<string>();
    for (let round = 0; round < 60 && served.size < lanes.length; round += 1) {
      const { deliveries } = await waiting.claim(10, ROOM, NOW_MS + round);
      expect(countByLane(deliveries).size).toBe(10);
      for (const { laneId } of deliveries) served.add(laneId);
    }
    expect(served.size).toBe(lanes.length);
  });

  it('is longest due first within a lane', async () => {
    const lane = { appId: uuidv7(), integrationId: uuidv7() };
    await waiting.add(lane, 3, NOW_MS - 1_000);
    await waiting.add(lane, 3, NOW_MS - 5_000);
    await waiting.add(lane, 3, NOW_MS + 70);
    const { deliveries, lookAgainMs } = await waiting.claim(4, ROOM, NOW_MS);
    expect(deliveries.map(({ atMs }) => atMs - NOW_MS)).toEqual([-5_000, -5_000, -5_000, -1_000]);
    expect(lookAgainMs).toBe(0);
    await waiting.claim(4, ROOM, NOW_MS);
    expect(await waiting.claim(4, ROOM, NOW_MS)).toMatchObject({ deliveries: [], lookAgainMs: 70 });
  });

  it('never takes the last room from others: a lane holds as many as are left', async () => {
    await waiting.add({ tenant: 'slow' }, 1_000, NOW_MS);
    const slow: ClaimedInTest[] = [];
    for (let round = 0; round < 5; round += 1) slow.push(...(await waiting.claim(50, 200, NOW_MS)).deliveries);
    expect(slow).toHaveLength(100);
    expect(await waiting.claim(50, 200, NOW_MS)).toMatchObject({ deliveries: [], isFull: true });

    const other = await waiting.add({ tenant: 'other' }, 1_000, NOW_MS);
    const { deliveries } = await waiting.claim(500, 200, NOW_MS);
    expect(countByLane(deliveries)).toEqual(new Map([[other, 50]]));
    const third = await waiting.add({ tenant: 'third' }, 10, NOW_MS);
    expect(countByLane((await waiting.claim(500, 200, NOW_MS)).deliveries).get(third)).toBe(10);

    await waiting.settle(slow);
    const next = await waiting.claim(500, 200, NOW_MS);
    expect(countByLane(next.deliveries).size).toBe(2);
  });

  it('is claimed by one process at a time', async () => {
    await waiting.add({}, 100, NOW_MS);
    const rounds = await Promise.all(Array.from({ length: 8 }, () => waiting.claim(10, ROOM, NOW_MS)));
    const ids = rounds.flatMap(({ deliveries }) => deliveries.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { deliveries, lookAgainMs } of rounds) expect(deliveries.length === 10 || lookAgainMs === 20).toBe(true);
  });
});

function countByLane(deliveries: readonly ClaimedInTest[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { laneId } of deliveries) counts.set(laneId, (counts.get(laneId) ?? 0) + 1);
  return counts;
}
