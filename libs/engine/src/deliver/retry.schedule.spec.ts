import fc from 'fast-check';
import { RETRY } from '../engine.limits.js';
import { clampRetryAfterMs, retryDelayMs } from './retry.schedule.js';

describe('retryDelayMs', () => {
  it.each([
    [1, 0, 0],
    [1, 1, 1_000],
    [4, 1, 8_000],
    [4, 0.5, 4_000],
    [40, 1, RETRY.maxMs],
  ])('waits after attempt %i with the dice at %f for %i ms', (number, dice, delayMs) => {
    expect(retryDelayMs({ number, ageMs: 0 }, () => dice)).toBe(delayMs);
  });

  it.each([
    [0, 500],
    [7_000, 7_000],
    [24 * 3_600_000, 3_600_000],
  ])('takes a wish for %i ms as %i ms', (retryAfterMs, delayMs) => {
    expect(retryDelayMs({ number: 1, ageMs: 0, retryAfterMs }, () => 0)).toBe(delayMs);
    expect(retryDelayMs({ number: 1, ageMs: 0, retryAfterMs }, () => 1)).toBeCloseTo(delayMs * 1.1);
  });

  it('never waits longer than the bounds, and gives up by age alone', () => {
    const attempt = fc.record(
      { number: fc.integer({ min: 1, max: 1_000 }), ageMs: fc.nat(2 * RETRY.giveUpAfterMs), retryAfterMs: fc.nat() },
      { requiredKeys: ['number', 'ageMs'] },
    );
    fc.assert(
      fc.property(attempt, fc.double({ min: 0, max: 1, noNaN: true }), (failed, dice) => {
        const delayMs = retryDelayMs(failed, () => dice);
        const isWithinBounds = delayMs !== undefined && delayMs >= 0 && delayMs <= RETRY.retryAfter.maxMs * 1.1;
        expect(failed.ageMs >= RETRY.giveUpAfterMs ? delayMs === undefined : isWithinBounds).toBe(true);
      }),
    );
  });

  it('spreads evenly up to a ceiling that doubles until it is the longest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (number, dice) => {
        const ceilingMs = retryDelayMs({ number, ageMs: 0 }, () => 1) ?? Number.NaN;
        expect(retryDelayMs({ number: number + 1, ageMs: 0 }, () => 1)).toBe(Math.min(RETRY.maxMs, 2 * ceilingMs));
        expect(retryDelayMs({ number, ageMs: 0 }, () => dice)).toBeCloseTo(dice * ceilingMs);
      }),
    );
  });

  it('throws real dice when none are given', () => {
    const delays = Array.from({ length: 20 }, () => retryDelayMs({ number: 10, ageMs: 0 }));
    expect(new Set(delays).size).toBeGreaterThan(1);
  });
});

describe('clampRetryAfterMs', () => {
  it.each([
    [-1, 500],
    [499, 500],
    [500, 500],
    [3_600_000, 3_600_000],
    [3_600_001, 3_600_000],
    [Infinity, 3_600_000],
  ])('takes %d as %d', (givenMs, takenMs) => expect(clampRetryAfterMs(givenMs)).toBe(takenMs));

  it('leaves alone what is within its bounds, keeps the order, and is done once', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        const [less, more] = [clampRetryAfterMs(Math.min(one, other)), clampRetryAfterMs(Math.max(one, other))];
        expect(less).toBeLessThanOrEqual(more);
        expect(clampRetryAfterMs(less)).toBe(less);
        const isWithin = one >= RETRY.retryAfter.minMs && one <= RETRY.retryAfter.maxMs;
        expect(clampRetryAfterMs(one) === one).toBe(isWithin);
      }),
    );
  });
});
