import { jainIndex, mostWithin, spread, utilisation } from './arrival.figures.js';

describe('mostWithin', () => {
  it.each<[string, number[], number]>([
    ['nothing', [], 0],
    ['one', [5], 1],
    ['what lies exactly a window apart as two', [0, 1_000], 1],
    ['what lies just within a window as one', [0, 999], 2],
    ['the fullest window, wherever it is, in any order', [5_100, 0, 5_000, 900, 5_999, 6_000], 3],
    ['equal times', [7, 7, 7], 3],
  ])('counts %s', (_, times, most) => {
    expect(mostWithin(times, 1_000)).toBe(most);
  });
});

describe('utilisation', () => {
  it('is whole when arrivals lie as far apart as the rate says', () => {
    expect(utilisation([0, 100, 200, 300], 10)).toBeCloseTo(1);
  });

  it('is half when they lie twice as far apart', () => {
    expect(utilisation([400, 0, 200], 10)).toBeCloseTo(0.5);
  });

  it('is nothing without a distance', () => {
    expect([utilisation([], 10), utilisation([3], 10)]).toEqual([0, 0]);
  });
});

describe('jainIndex', () => {
  it('is 1 for equal shares, and one over their number when one has all', () => {
    expect([jainIndex([3, 3, 3]), jainIndex([5, 0, 0, 0]), jainIndex([])]).toEqual([1, 0.25, 1]);
  });
});

describe('spread', () => {
  it('is the middle and the 99th of a hundred', () => {
    expect(spread(Array.from({ length: 100 }, (_, index) => 100 - index))).toBe('50 ms / 99 ms');
  });
});
