import type { StatisticsRow } from '../api/herald.types.js';
import { eventSeries, intervalIndex, intervalStarts, shareOf, sumOf, tallies } from './event.counts.js';

const row = (more: Partial<StatisticsRow>): StatisticsRow => ({
  from: '2030-01-01T10:00:00Z',
  count: 1,
  lastAt: '2030-01-01T10:00:30Z',
  ...more,
});
const period = (from: string, to: string, interval: 'minute' | 'hour' | 'day') => ({
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
  interval,
});

describe('intervalStarts', () => {
  it('begins with the interval that holds the beginning and ends before the end', () => {
    const starts = intervalStarts(period('2030-01-01T10:20:00Z', '2030-01-01T13:00:00Z', 'hour'), 'UTC');
    expect(starts.map((at) => new Date(at).getUTCHours())).toEqual([10, 11, 12]);
  });

  it.each([
    ['2030-03-31T12:00:00Z', 23],
    ['2030-10-27T12:00:00Z', 25],
  ])('has every hour of the day around %s in Berlin', (noon, hours) => {
    const [day = 0] = intervalStarts(period(noon, noon.replace('12:', '13:'), 'day'), 'Europe/Berlin');
    const end = new Date(day + hours * 3_600_000).toISOString();
    const starts = intervalStarts(period(new Date(day).toISOString(), end, 'hour'), 'Europe/Berlin');
    expect(starts).toHaveLength(hours);
    expect(intervalStarts(period(new Date(day).toISOString(), end, 'day'), 'Europe/Berlin')).toEqual([day]);
  });
});

describe('eventSeries', () => {
  const starts = intervalStarts(period('2030-01-01T10:00:00Z', '2030-01-01T13:00:00Z', 'hour'), 'UTC');

  it('counts nothing where no row is', () => {
    const series = eventSeries(
      [row({ type: 'sent', count: 7 }), row({ type: 'seen', from: '2030-01-01T12:00:00Z' })],
      starts,
    );
    expect(series.counts).toEqual({ sent: [7, 0, 0], delivered: [0, 0, 0], seen: [0, 0, 1], discarded: [0, 0, 0] });
    expect(sumOf(series)).toEqual({ sent: 7, delivered: 0, seen: 1, discarded: 0 });
  });

  it('loses no event of an interval that begins elsewhere', () => {
    const rows = ['2030-01-01T09:30:00Z', '2030-01-01T11:30:00Z', '2030-01-01T14:00:00Z'].map((from) =>
      row({ type: 'sent', from }),
    );
    expect(eventSeries(rows, starts).counts.sent).toEqual([1, 1, 1]);
    expect(eventSeries(rows, []).counts.sent).toEqual([]);
  });

  it('finds the interval of a point in time', () => {
    expect([9, 10, 10.9, 11, 99].map((hour) => intervalIndex([10, 11, 12], hour))).toEqual([0, 0, 0, 1, 2]);
  });
});

describe('tallies', () => {
  it('puts together what has the names in common, the most first', () => {
    const rows = [
      row({ type: 'sent', channel: 'sms', provider: 'one', count: 2 }),
      row({ type: 'discarded', channel: null, provider: null, count: 9 }),
      row({ type: 'seen', channel: 'sms', provider: 'one', count: 1, lastAt: '2030-01-01T10:59:00Z' }),
    ];
    expect(tallies(rows, ['channel', 'provider'])).toEqual([
      {
        of: { channel: null, provider: null },
        counts: { sent: 0, delivered: 0, seen: 0, discarded: 9 },
        total: 9,
        lastAt: '2030-01-01T10:00:30Z',
      },
      {
        of: { channel: 'sms', provider: 'one' },
        counts: { sent: 2, delivered: 0, seen: 1, discarded: 0 },
        total: 3,
        lastAt: '2030-01-01T10:59:00Z',
      },
    ]);
    expect(tallies([], ['tenant'])).toEqual([]);
  });
});

describe('shareOf', () => {
  it.each([
    [1, 4, 0.25],
    [5, 4, 1.25],
    [0, 4, 0],
    [0, 0, undefined],
    [3, 0, undefined],
  ])('of %i and %i', (part, whole, share) => {
    expect(shareOf(part, whole)).toBe(share);
  });
});
