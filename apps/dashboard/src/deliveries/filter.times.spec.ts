import { filterTimeWords, isoOfLocalInput, timeInput } from './filter.times.js';

it.each(['2030-01-31T09:00:00.000Z', '2030-07-01T23:59:00.000Z'])('%s comes back from its input as it was', (iso) => {
  expect(timeInput(iso)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
  expect(isoOfLocalInput(timeInput(iso))).toBe(iso);
});

it('What is no time is an empty input, and shown as it is', () => {
  expect(timeInput(undefined)).toBe('');
  expect(timeInput('yesterday')).toBe('');
  expect(isoOfLocalInput('')).toBeUndefined();
  expect(filterTimeWords('yesterday')).toBe('yesterday');
  expect(filterTimeWords('2030-01-31T09:00:00Z')).toContain('2030');
});
