import fc from 'fast-check';
import { Batcher } from './statement.batch.js';

describe('Batcher', () => {
  it('gives each caller its own result, whatever the sizes and failures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ value: fc.integer(), isBad: fc.boolean() }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (items, maxItems, maxRuns) => {
          const run = async (batch: typeof items) => {
            expect(batch.length).toBeLessThanOrEqual(maxItems);
            if (batch.some((item) => item.isBad)) throw new RangeError('bad item');
            return batch.map((item) => item.value * 2);
          };
          const batcher = new Batcher(run, (error) => error instanceof RangeError, { maxItems, maxRuns });
          const results = await Promise.allSettled(items.map((item) => batcher.add(item)));
          const expected = items.map((item) => (item.isBad ? 'rejected' : item.value * 2));
          expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'rejected'))).toEqual(
            expected,
          );
        },
      ),
    );
  });

  it('runs at once when idle and gathers those who come meanwhile', async () => {
    const sizes: number[] = [];
    const releases: (() => void)[] = [];
    const run = async (batch: number[]) => {
      sizes.push(batch.length);
      await new Promise<void>((resolve) => releases.push(resolve));
      return batch;
    };
    const batcher = new Batcher(run, () => false, { maxItems: 100, maxRuns: 1 });
    const first = batcher.add(1);
    while (releases.length === 0) await new Promise(setImmediate);
    const others = Promise.all([2, 3, 4].map((value) => batcher.add(value)));
    releases.shift()?.();
    await first;
    while (releases.length === 0) await new Promise(setImmediate);
    releases.shift()?.();
    expect(await others).toEqual([2, 3, 4]);
    expect(sizes).toEqual([1, 3]);
  });

  it.each([
    { callers: 8, sizes: [8, 2] },
    { callers: 7, sizes: [7, 1, 1] },
  ])('after a run of $callers lets others join, if those were several', async ({ callers, sizes: expected }) => {
    const sizes: number[] = [];
    const run = async (batch: number[]) => {
      sizes.push(batch.length);
      return batch;
    };
    const batcher = new Batcher(run, () => false, { maxItems: 100, maxRuns: 1, gatherMs: 200 });
    await Promise.all(Array.from({ length: callers }, (_, index) => batcher.add(index)));
    const one = batcher.add(1);
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    await Promise.all([one, batcher.add(2)]);
    expect(sizes).toEqual(expected);
  });

  it('takes what is light together, and what is heavy alone', async () => {
    const runs: number[][] = [];
    const run = async (batch: number[]) => {
      runs.push(batch);
      return batch;
    };
    const weight = { of: (item: number) => item, max: 10 };
    const batcher = new Batcher(run, () => false, { maxItems: 3, maxRuns: 1, weight });
    await Promise.all([4, 5, 2, 50, 1, 1, 1, 1].map((item) => batcher.add(item)));
    expect(runs).toEqual([[4, 5], [2], [50], [1, 1, 1], [1]]);
  });

  it("fails all callers of a run whose error is nobody's own", async () => {
    const batcher = new Batcher(
      async () => Promise.reject(new Error('down')),
      () => false,
    );
    const results = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
  });
});
