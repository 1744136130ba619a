import { BenchOptionsError, readBenchOptions } from './bench.options.js';

describe('readBenchOptions', () => {
  it('measures the quick legs unless told otherwise', () => {
    expect(readBenchOptions([])).toMatchObject({
      legs: ['deliveries', 'callbacks', 'latency'],
      warmUp: 3_000,
      rounds: 3,
    });
  });

  it('takes all legs, or those that are named, in the order of the bench', () => {
    expect(readBenchOptions(['--legs', 'all']).legs).toHaveLength(6);
    expect(readBenchOptions(['--legs', 'backlog,callbacks']).legs).toEqual(['callbacks', 'backlog']);
  });

  it('takes sizes', () => {
    const sizes = { count: '50', 'warm-up': '9', rounds: '1', seconds: '2', backlog: '0,300', history: '5' };
    const options = readBenchOptions(Object.entries(sizes).flatMap(([name, size]) => [`--${name}`, size]));
    expect(options).toMatchObject({ count: 50, warmUp: 9, rounds: 1, seconds: 2, backlogs: [0, 300], history: 5 });
  });

  it.each([
    [['--legs', 'latency,speed'], 'not speed'],
    [['--count', 'many'], '--count takes whole numbers'],
    [['--backlog', '1,-2'], '--backlog takes whole numbers'],
  ])('refuses %j', (parameters, told) => {
    expect(() => readBenchOptions(parameters)).toThrow(BenchOptionsError);
    expect(() => readBenchOptions(parameters)).toThrow(told);
  });
});
