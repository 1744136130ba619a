import { type StatisticsWish, planStatistics } from './statistics.plan.js';

const NOW = new Date('2030-03-01T12:00:00Z');
const WISH: StatisticsWish = { interval: 'hour', timezone: 'UTC', groupBy: ['type'], only: {} };
const faults = (part: Partial<StatisticsWish>) =>
  planStatistics({ ...WISH, ...part }, NOW).faults.map(({ path, message }) => `${path} ${message}`);

describe('planStatistics', () => {
  it.each([
    ['minute', '2030-03-01T11:00:00Z'],
    ['hour', '2030-02-28T12:00:00Z'],
    ['day', '2030-01-30T12:00:00Z'],
  ] as const)('takes a usual time up to now where none is given, by %s from %s', (interval, from) => {
    expect(planStatistics({ ...WISH, interval }, NOW)).toMatchObject({
      query: { from: new Date(from), to: NOW },
      faults: [],
    });
  });

  it('reads from a time on up to now, as far as may be read at once', () => {
    const { query, faults: found } = planStatistics({ ...WISH, from: new Date('2029-01-01T00:00:00Z') }, NOW);
    expect([query.to, found]).toEqual([new Date('2029-02-02T00:00:00Z'), []]);
  });

  it.each([
    [{ from: NOW, to: NOW }, /^to must be later than from/],
    [{ from: new Date('2031-01-01T00:00:00Z') }, /^from must be later/],
    [{ from: new Date('2029-01-01T00:00:00Z'), to: NOW }, /^interval hour is for at most 32 days.*interval=day/],
    [{ interval: 'day', from: new Date('2020-01-01T00:00:00Z'), to: NOW }, /^interval day is for at most 1,100 days/],
    [{ interval: 'minute', from: new Date('2030-02-20T00:00:00Z') }, /^interval minute is for the last 3 days/],
    [{ groupBy: ['type', 'tenant', 'type'] }, /^groupBy names something twice/],
    [{ timezone: 'Mars/Olympus' }, /^timezone must be the IANA name/],
    [{ timezone: '+05:30' }, /^timezone must be the IANA name/],
  ] as const)('refuses %j', (part, message) => {
    expect(faults(part)).toEqual([expect.stringMatching(message)]);
  });

  it('names every fault at once', () => {
    expect(faults({ timezone: '', groupBy: ['type', 'type'], from: NOW, to: NOW })).toHaveLength(3);
  });
});
