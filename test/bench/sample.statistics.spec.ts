import { median, medians, quantile } from './sample.statistics.js';

describe('quantile', () => {
  it.each([
    [0.5, 3],
    [0.99, 5],
    [0.2, 1],
    [0.21, 2],
    [0, 1],
    [1, 5],
  ])('%d of five values is a value of the sample: %d', (share, expected) => {
    expect(quantile([5, 1, 4, 2, 3], share)).toBe(expected);
  });

  it('is no number where nothing was measured', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('median', () => {
  it.each([
    [[7], 7],
    [[30, 10, 20], 20],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (sample, expected) => {
    expect(median(sample)).toBe(expected);
  });

  it('leaves the sample as it was', () => {
    const sample = [3, 1, 2];
    median(sample);
    expect(sample).toEqual([3, 1, 2]);
  });
});

it('takes the medians of several runs number by number', () => {
  const runs = [
    { perSecond: 100, cpuMs: 3 },
    { perSecond: 300, cpuMs: 1 },
    { perSecond: 200, cpuMs: 2 },
  ];
  expect(medians(runs)).toEqual({ perSecond: 200, cpuMs: 2 });
});
