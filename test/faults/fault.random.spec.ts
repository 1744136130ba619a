import { FaultRandom } from './fault.random.js';

describe('FaultRandom', () => {
  const numbers = (seed: number, name: string) => {
    const random = new FaultRandom(seed, name);
    return Array.from({ length: 20 }, () => random.integer(1, 1_000));
  };

  it('gives the same again for the same seed and name, and something else for others', () => {
    expect(numbers(1, 'row')).toEqual(numbers(1, 'row'));
    expect(numbers(1, 'row')).not.toEqual(numbers(2, 'row'));
    expect(numbers(1, 'row')).not.toEqual(numbers(1, 'another row'));
  });

  it('stays within its bounds and reaches both', () => {
    const random = new FaultRandom(1, 'row');
    const drawn = new Set(Array.from({ length: 200 }, () => random.integer(3, 5)));
    expect(drawn).toEqual(new Set([3, 4, 5]));
    const share = Array.from({ length: 2_000 }, () => random.isIn(25)).filter(Boolean).length / 2_000;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
  });
});
