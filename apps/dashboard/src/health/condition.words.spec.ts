import type { IntegrationCondition } from '../api/herald.types.js';
import { adviceFor, breakerWords, rateWords, spanWords } from './condition.words.js';

const NOW = '2026-01-01T12:00:00Z';
const BREAKER = { state: 'closed', since: null, lastFailure: null, heldUntil: null } as const;
const BACKLOG = { due: 0, scheduled: 0, claimed: 0, unknown: 0, oldestDueAt: null, isWhole: true };
const RATE = { allowedPerSecond: 80, sentPerSecond: 0, heldUntil: null };
const LONG_DUE = { ...BACKLOG, due: 4800, oldestDueAt: '2026-01-01T11:58:00Z' };

function advice(more: Partial<IntegrationCondition>): string[] {
  const condition: IntegrationCondition = {
    id: 'i1',
    provider: 'acme_sms',
    channel: 'sms',
    label: null,
    tenant: null,
    enabled: true,
    breaker: BREAKER,
    backlog: BACKLOG,
    rate: RATE,
    callbacks: null,
    ...more,
  };
  return adviceFor(condition, Date.parse(NOW)).map(({ isProblem, words }) => `${isProblem ? '!' : ''}${words}`);
}

describe('What to do about an integration', () => {
  it('is nothing where all is well', () => {
    expect(advice({})).toEqual([]);
    expect(advice({ backlog: { ...LONG_DUE, oldestDueAt: '2026-01-01T11:59:30Z' } })).toEqual([]);
    expect(advice({ callbacks: { lastReceivedAt: NOW, refused: 0, lastRefusedAt: null } })).toEqual([]);
  });

  it.each([
    [
      'a vendor that fails',
      { breaker: { ...BREAKER, state: 'open' as const }, backlog: LONG_DUE },
      '!Look at the vendor',
    ],
    [
      'credentials that are refused',
      { breaker: { ...BREAKER, state: 'open' as const, lastFailure: { cause: 'credentials_invalid', at: NOW } } },
      '!The vendor does not accept',
    ],
    ['a vendor that asks to slow down', { rate: { ...RATE, heldUntil: NOW }, backlog: LONG_DUE }, '!The vendor asked'],
    ['a backlog that the rate explains', { backlog: LONG_DUE }, '!Deliveries wait for more than a minute. At the'],
    [
      'a backlog without a rate',
      { backlog: LONG_DUE, rate: { ...RATE, allowedPerSecond: null } },
      '!Deliveries wait for more than a minute. Start more',
    ],
    ['what waits for one that is off', { enabled: false, backlog: LONG_DUE }, '!What waits for it is discarded'],
    ['outcomes in doubt', { backlog: { ...BACKLOG, unknown: 2 } }, 'In doubt'],
    [
      'callbacks that are refused',
      { callbacks: { lastReceivedAt: null, refused: 1, lastRefusedAt: NOW } },
      '!The last callback was refused',
    ],
    [
      'callbacks that were refused once',
      { callbacks: { lastReceivedAt: NOW, refused: 1, lastRefusedAt: '2026-01-01T11:00:00Z' } },
      'Callbacks were refused',
    ],
  ])('is said of %s, and nothing else', (_what, more, words) => {
    expect(advice(more)).toEqual([expect.stringContaining(words)]);
  });

  it('tells how long the backlog takes', () => {
    expect(advice({ backlog: LONG_DUE })).toEqual([expect.stringContaining('takes 60 seconds')]);
  });
});

describe('Words about an integration', () => {
  it('say that it is off before anything about its vendor', () => {
    const open = { ...BREAKER, state: 'open' as const };
    expect(breakerWords(false, open).label).toBe('Switched off');
    expect(breakerWords(true, open).label).toBe('Held back');
    expect(breakerWords(true, BREAKER).label).toBe('Works');
  });

  it.each([
    [0.2, '1 second'],
    [89, '89 seconds'],
    [90, '2 minutes'],
    [5400, '2 hours'],
    [200_000, '2 days'],
  ])('say %d s as %s', (seconds, words) => {
    expect(spanWords(seconds)).toBe(words);
  });

  it.each([
    [0.01, '36 an hour'],
    [1 / 3, '20 a minute'],
    [1.25, '1.3 a second'],
    [80, '80 a second'],
  ])('say the rate %d as %s', (perSecond, words) => {
    expect(rateWords(perSecond)).toBe(words);
  });
});
