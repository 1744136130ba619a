import { lookWindow, rivalWindow } from './look.window.js';

const LIMITS = { skewMs: 30, lateMs: 90 };
const attempt = (startedMs: number, finishedMs: number) => ({
  startedAt: new Date(startedMs),
  finishedAt: new Date(finishedMs),
});

describe('lookWindow', () => {
  it('goes on after the attempt: a vendor under load takes a request late', () => {
    const { from, until } = lookWindow(attempt(1_000, 1_010), LIMITS);
    expect([from.getTime(), until.getTime()]).toEqual([970, 1_100]);
  });
});

describe('rivalWindow', () => {
  const { from, until } = rivalWindow(attempt(1_000, 1_010), LIMITS);

  it.each([
    ['ended just so late that its last message may be in the window', attempt(860, 880), true],
    ['ended before that', attempt(850, 879), false],
    ['began just so early that its first message may be in the window', attempt(1_130, 1_140), true],
    ['began after that', attempt(1_131, 1_140), false],
  ])('has an attempt that %s', (_, rival, isWithin) => {
    const mine = lookWindow(attempt(1_000, 1_010), LIMITS);
    const its = lookWindow(rival, LIMITS);
    expect(its.from <= mine.until && its.until >= mine.from).toBe(isWithin);
    expect(rival.startedAt <= until && rival.finishedAt >= from).toBe(isWithin);
  });
});
