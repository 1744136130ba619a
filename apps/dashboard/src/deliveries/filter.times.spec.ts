import { filterTimeWords, isoOfLocalInput, localInput } from './filter.times.js';

it.each(['2030-01-31T09:00:00.000Z', '2030-07-01T23:59:00.000Z'])('%s comes back from its input as it was', (iso) => {
  expect(localInput(iso)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
  expect(isoOfLocalInput(localInput(iso))).toBe(iso);
});

it('What is no time is an empty input, and shown as it is', () => {
  expect(localInput(undefined)).toBe('');
  expect(localInput('yesterday')).toBe('');
  expect(isoOfLocalInput('')).toBeUndefined();
  expect(filterTimeWords('yesterday')).toBe('yesterday');
  expect(filterTimeWords('2030-01-31T09:00:00Z')).toContain('2030');
});
