import { type TestStore, openTestStore } from '#herald/store/testing';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { PACE, type Sender } from './sender.pace.js';
import { WaitingDeliveries } from './waiting-deliveries.fixture.js';

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const ROOM = 1_000_000;

type Rate = NonNullable<Sender['rate']>;

describe('a paced sender', () => {
  let test: TestStore;
  let waiting: WaitingDeliveries;

  beforeAll(async () => {
    test = await openTestStore();
    waiting = new WaitingDeliveries(test.store);
  });
  afterEach(() => waiting.clear());
  afterAll(() => test.close());

  const senderWith = (rate: Rate): Sender => ({ key: `test:${uuidv7()}`, rate });

  /** Slots of a sender with enough to send, looked for again as the claims say, or up to so much later. */
  async function slotsWithin(durationMs: number, sender: Sender, lateMs: () => number): Promise<number[]> {
    const slots: number[] = [];
    for (let nowMs = START_MS; nowMs < START_MS + durationMs;) {
      const { deliveries, lookAgainMs } = await waiting.claim(500, ROOM, nowMs);
      slots.push(...deliveries.map(({ atMs }) => atMs));
      await waiting.settle(deliveries);
      nowMs += Math.min(250, lookAgainMs ?? 250) + lateMs();
    }
    expect(sender.rate).not.toBeNull();
    return slots.filter((slot) => slot < START_MS + durationMs);
  }

  it.each([
    ['80 per second', { sends: 80, perMs: 1_000 }, 10_000],
    ['the sandbox, 1 per 3 s', { sends: 1, perMs: 3_000 }, 60_000],
    ['400 per second', { sends: 400, perMs: 1_000 }, 4_000],
    ['2.5 per second', { sends: 2.5, perMs: 1_000 }, 20_000],
  ])('uses at least 95 %% of %s and never exceeds it', async (_, rate, durationMs) => {
    const sender = senderWith(rate);
    await waiting.add({ sender }, 1_700, START_MS);
    const slots = await slotsWithin(durationMs, sender, () => 0);
    expect(slots.length / ((rate.sends * durationMs) / rate.perMs)).toBeGreaterThan(0.95);
    expect(mostAtOnce(slots, rate)).toBeLessThanOrEqual(Math.ceil(rate.sends));
  });

  it('never exceeds its rate, whatever it is and whenever claims are made, by however many lanes', async () => {
    const cases = fc.record({
      rate: fc.record({ sends: fc.integer({ min: 1, max: 60 }), perMs: fc.integer({ min: 100, max: 3_000 }) }),
      looks: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 5, maxLength: 25 }),
      lanes: fc.integer({ min: 1, max: 3 }),
      missed: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ rate, looks, lanes, missed }) => {
        await waiting.clear();
        const sender = senderWith(rate);
        for (let lane = 0; lane < lanes; lane += 1) await waiting.add({ sender }, 400, START_MS);
        const slots: number[] = [];
        let nowMs = START_MS;
        for (const [index, gapMs] of looks.entries()) {
          const { deliveries } = await waiting.claim(200, ROOM, nowMs);
          slots.push(...deliveries.map(({ atMs }) => atMs));
          // A worker that was late takes another slot in between.
          if (missed[index % missed.length]) slots.push(await takenSlot(sender, nowMs));
          nowMs += gapMs;
        }
        expect(mostAtOnce(slots, rate)).toBeLessThanOrEqual(Math.ceil(rate.sends));
      }),
      { numRuns: 40 },
    );
  });

  it('gives each slot once, also to workers that ask while claims are made', async () => {
    const sender = senderWith({ sends: 80, perMs: 1_000 });
    await waiting.add({ sender }, 500, START_MS);
    const taken = Promise.all(Array.from({ length: 10 }, () => takenSlot(sender, START_MS)));
    const claims = [];
    while (claims.length < 3) {
      const { deliveries } = await waiting.claim(500, ROOM, START_MS + claims.length * PACE.lookAheadMs);
      if (deliveries.length > 0) claims.push(deliveries);
    }
    const slots = [...claims.flat().map(({ atMs }) => atMs), ...(await taken)];
    expect(mostAtOnce(slots, { sends: 80, perMs: 1_000 })).toBeLessThanOrEqual(80);
  });

  it('is told to look again when the next slots come, not later and not for each', async () => {
    const sender = senderWith({ sends: 1, perMs: 3_000 });
    await waiting.add({ sender }, 3, START_MS);
    expect(await waiting.claim(500, ROOM, START_MS)).toMatchObject({
      deliveries: [{ atMs: START_MS }],
      lookAgainMs: 2_940,
    });
    expect(await waiting.claim(500, ROOM, START_MS + 1_000)).toMatchObject({ deliveries: [], lookAgainMs: 1_940 });
    const next = await waiting.claim(500, ROOM, START_MS + 2_940);
    expect(next.deliveries.map(({ atMs }) => atMs)).toEqual([START_MS + 3_040]);
  });

  it('leaves others alone: an unpaced sender goes on, and does not take its slots', async () => {
    const paced = await waiting.add({ sender: senderWith({ sends: 1, perMs: 60_000 }) }, 10, START_MS);
    const free = await waiting.add({}, 100, START_MS);
    const { deliveries } = await waiting.claim(500, ROOM, START_MS);
    expect(deliveries.filter(({ laneId }) => laneId === paced)).toHaveLength(1);
    expect(deliveries.filter(({ laneId }) => laneId === free)).toHaveLength(100);
  });

  it('goes at a new rate at once', async () => {
    const sender = senderWith({ sends: 1, perMs: 60_000 });
    await waiting.add({ sender }, 100, START_MS);
    await waiting.claim(500, ROOM, START_MS);
    await test.store.lanes.setRates([{ ...sender, rate: { sends: 100, perMs: 1_000 } }]);
    await test.store.postgres.pool.query('update senders set next_slot_at = $2 where key = $1', [
      sender.key,
      new Date(START_MS),
    ]);
    expect((await waiting.claim(500, ROOM, START_MS)).deliveries.length).toBeGreaterThan(15);
    await waiting.add({ sender: { ...sender, rate: null } }, 1, START_MS);
    expect((await waiting.claim(500, ROOM, START_MS)).deliveries.length).toBeGreaterThan(70);
  });

  async function takenSlot({ key }: Sender, atMs: number): Promise<number> {
    const { rows } = await test.store.postgres.pool.query<{ wait_ms: number }>(
      'select slot_in_ms as wait_ms from take_slots((select array_agg(id) from senders where key = $1), 0, $2)',
      [key, new Date(atMs)],
    );
    return atMs + (rows[0]?.wait_ms ?? Number.NaN);
  }
});

/** The most messages that can leave within `perMs`: each of them up to the slack after its slot, as makes it worst. */
function mostAtOnce(slots: readonly number[], { perMs }: Rate): number {
  const couldLeaveMs = (slot: number) => slot + PACE.slackMs;
  const windows = slots.map((lastMs) =>
    slots.filter((slot) => slot <= lastMs && couldLeaveMs(slot) > lastMs - perMs + 0.01),
  );
  return Math.max(0, ...windows.map(({ length }) => length));
}
