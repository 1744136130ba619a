import { sendAtFaults } from './send-time.validation.js';

describe('sendAtFaults', () => {
  beforeAll(() => jest.useFakeTimers({ now: new Date('2026-11-21T00:00:00Z') }));
  afterAll(() => jest.useRealTimers());

  it.each([
    '2026-11-22T09:00:00Z',
    '2026-11-22T09:00Z',
    '2026-11-22T09:00:00.123456+05:30',
    '2020-01-01T00:00:00Z',
    '2027-11-21T00:00:00Z',
    '2024-02-29T00:00:00Z',
  ])('takes %s', (text) => {
    expect(sendAtFaults(text, 'sendAt')).toEqual([]);
  });

  it.each([
    ['no zone', '2026-11-22T09:00:00'],
    ['no time', '2026-11-22'],
    ['a day that does not exist', '2027-02-29T00:00:00Z'],
    ['an hour that does not exist', '2026-11-22T25:00:00Z'],
    ['a zone without colon', '2026-11-22T09:00:00+0530'],
    ['a zone that does not exist', '2026-11-22T09:00:00+99:00'],
    ['words', 'tomorrow'],
    ['seconds since 1970', 1_795_000_000],
    ['an empty text', ''],
  ])('refuses %s', (_, value) => {
    expect(sendAtFaults(value, 'sendAt')).toEqual([{ path: 'sendAt', message: expect.stringContaining('ISO 8601') }]);
  });

  it('refuses what is more than a year ahead', () => {
    expect(sendAtFaults('2027-11-22T00:00:01Z', 'sendAt')).toEqual([
      { path: 'sendAt', message: 'must be at most 366 days ahead' },
    ]);
  });
});
