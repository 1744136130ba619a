import fc from 'fast-check';
import { planChunks } from './chunk.plan.js';

describe('planChunks', () => {
  it('keeps every item once and in order, in chunks of at most 100 that none is empty of', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 700 }), (items) => {
        const chunks = planChunks(items);
        expect(chunks.flat()).toEqual(items);
        expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= 100)).toBe(true);
      }),
    );
  });

  it.each([
    [1, 1, 1],
    [100, 100, 1],
    [101, 51, 2],
    [500, 100, 5],
  ])('puts %i items into chunks of %i', (count, size, chunkCount) => {
    const chunks = planChunks(Array.from({ length: count }, (_, index) => index));
    expect(chunks).toHaveLength(chunkCount);
    expect(chunks[0]).toHaveLength(size);
  });
});
