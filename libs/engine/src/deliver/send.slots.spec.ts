import type { SendSlot } from '#herald/store';
import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';
import { PacingMetrics } from '../pacing.metrics.js';
import { SendSlots } from './send.slots.js';

const LATEST_MS = Number.MAX_SAFE_INTEGER;

describe('the slots of a sender', () => {
  let test: TestStore;
  let slots: SendSlots;

  beforeAll(async () => {
    test = await openTestStore();
    slots = new SendSlots(test.store.senders, new PacingMetrics(test.store.senders, test.store.breakers));
  });
  afterAll(() => test.close());

  async function newSender(sends: number, perMs: number): Promise<string> {
    const key = uuidv7();
    await test.store.lanes.setRates([{ key, rate: { sends, perMs } }]);
    const { rows } = await test.store.postgres.pool.query<{ id: string }>('select id from senders where key = $1', [
      key,
    ]);
    return rows[0]?.id ?? '';
  }

  const slotIn = (ms: number, longMs = 40): SendSlot => {
    const fromMs = performance.now() + ms;
    return { fromMs, untilMs: fromMs + longMs };
  };

  it('are not waited for where there is no pace', async () => {
    expect(await slots.wait({ slot: null, senderId: '0' }, LATEST_MS)).toBe(true);
  });

  it('are waited for, and not a moment less', async () => {
    for (let time = 0; time < 10; time += 1) {
      // So long that a busy machine does not miss it.
      const slot = slotIn(5.5, 60_000);
      expect(await slots.wait({ slot, senderId: '0' }, LATEST_MS)).toBe(true);
      expect(performance.now()).toBeGreaterThanOrEqual(slot.fromMs);
    }
  });

  it('are taken anew when they were missed, so that what was late together does not leave together', async () => {
    const senderId = await newSender(1, 200);
    const leftAtMs = await Promise.all(
      Array.from({ length: 4 }, async () => {
        expect(await slots.wait({ slot: slotIn(-1_000), senderId }, LATEST_MS)).toBe(true);
        return performance.now();
      }),
    );
    const sorted = leftAtMs.toSorted((one, other) => one - other);
    // Four slots are 600 ms long together; half of that is left to a busy machine that tells of the first one late.
    expect((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)).toBeGreaterThan(300);
  });

  it('are given up when none comes in time', async () => {
    const senderId = await newSender(1, 3_600_000);
    await test.store.senders.takeSlot(senderId);
    expect(await slots.wait({ slot: slotIn(-1_000), senderId }, performance.now() + 10_000)).toBe(false);
  });
});
