import { periodOf, timeSpanSearch } from './time-span.search.js';

const NOW_MS = Date.parse('2030-03-10T12:00:00Z');

describe('timeSpanSearch', () => {
  it.each([
    [{}, {}],
    [{ span: 'week' }, { span: 'week' }],
    [{ span: 'eon', more: 1 }, {}],
    [{ span: 'toString' }, {}],
    [
      { from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z', span: 'day' },
      { from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' },
    ],
    [{ from: '2030-01-02T00:00:00Z', to: '2030-01-01T00:00:00Z', span: 'day' }, { span: 'day' }],
    [{ from: 'yesterday', to: '2030-01-01T00:00:00Z' }, {}],
    [{ from: '2030-01-01T00:00:00Z' }, {}],
  ])('reads %j as %j', (parameters, search) => {
    expect(timeSpanSearch(parameters)).toEqual(search);
  });
});

describe('periodOf', () => {
  it.each([
    [{}, '2030-03-09T12:00:00Z', 'hour'],
    [{ span: 'hour' }, '2030-03-10T11:00:00Z', 'minute'],
    [{ span: 'week' }, '2030-03-03T12:00:00Z', 'hour'],
    [{ span: 'month' }, '2030-02-08T12:00:00Z', 'day'],
  ] as const)('takes %j up to now', (search, from, interval) => {
    expect(periodOf(search, NOW_MS)).toEqual({ fromMs: Date.parse(from), toMs: NOW_MS, interval });
  });

  it.each([
    ['2030-03-10T09:00:00Z', '2030-03-10T12:00:00Z', 'minute'],
    ['2030-03-10T08:59:00Z', '2030-03-10T12:00:00Z', 'hour'],
    ['2030-03-07T11:00:00Z', '2030-03-07T12:00:00Z', 'hour'],
    ['2030-01-01T00:00:00Z', '2030-01-09T00:00:00Z', 'hour'],
    ['2030-01-01T00:00:00Z', '2030-01-10T00:00:00Z', 'day'],
  ])('counts from %s to %s by the %s', (from, to, interval) => {
    expect(periodOf({ from, to }, NOW_MS)).toEqual({ fromMs: Date.parse(from), toMs: Date.parse(to), interval });
  });
});
