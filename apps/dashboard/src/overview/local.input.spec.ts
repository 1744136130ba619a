import { localInput, spanFault } from './local.input.js';

it('writes what reads back as the same minute', () => {
  const atMs = Date.parse('2030-03-04T05:06:00Z');
  expect(localInput(atMs)).toMatch(/^2030-03-0[345]T\d\d:\d\d$/);
  expect(Date.parse(localInput(atMs))).toBe(atMs);
});

it.each([
  ['2030-01-01T10:00', '2030-01-01T10:01', ''],
  ['2030-01-01T10:00', '2030-01-01T10:00', 'earlier'],
  ['', '2030-01-01T10:00', 'both'],
  ['2030-01-01T10:00', '', 'both'],
  ['2020-01-01T10:00', '2030-01-01T10:00', '1100 days'],
])('says of %s to %s: %j', (from, to, fault) => {
  expect(spanFault(from, to) ?? '').toMatch(new RegExp(fault === '' ? '^$' : fault));
});
