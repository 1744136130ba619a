import { LIFETIMES, OVERLAPS, endOf, isAccepted, secretState } from './secret.state.js';

const NOW_MS = Date.parse('2030-01-01T00:00:00Z');
const EARLIER = '2029-12-31T23:59:59Z';
const LATER = '2030-01-01T00:00:01Z';

it.each([
  [null, null, 'valid', true],
  [null, LATER, 'ending', true],
  [null, EARLIER, 'expired', false],
  [null, '2030-01-01T00:00:00Z', 'expired', false],
  [EARLIER, null, 'revoked', false],
  [EARLIER, LATER, 'revoked', false],
])('a secret revoked %s that ends %s is %s', (revokedAt, expiresAt, state, accepted) => {
  expect(secretState({ revokedAt, expiresAt }, NOW_MS)).toBe(state);
  expect(isAccepted(secretState({ revokedAt, expiresAt }, NOW_MS))).toBe(accepted);
});

it('gives the end of what was chosen', () => {
  expect(endOf(LIFETIMES, 'never', NOW_MS)).toBeUndefined();
  expect(endOf(LIFETIMES, 'month', NOW_MS)).toBe('2030-01-31T00:00:00.000Z');
  expect(endOf(OVERLAPS, 'hour', NOW_MS)).toBe('2030-01-01T01:00:00.000Z');
});
