import { BriefMemory, REMEMBERED_FOR_MS } from './brief.memory.js';

describe('BriefMemory', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('knows a value for a moment, counted from when reading it began', () => {
    const memory = new BriefMemory<string>();
    const readAtMs = performance.now();
    jest.advanceTimersByTime(REMEMBERED_FOR_MS - 1);
    memory.remember('key', 'value', readAtMs);
    expect(memory.get('key')).toBe('value');
    expect(memory.get('other')).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(memory.get('key')).toBeUndefined();
  });

  it('forgets at a change what was read before, also what is brought only now', () => {
    const memory = new BriefMemory<string>();
    memory.remember('known', 'old', performance.now());
    const readAtMs = performance.now();
    memory.forgetAll();
    memory.remember('under way', 'old', readAtMs);
    expect([memory.get('known'), memory.get('under way')]).toEqual([undefined, undefined]);
    jest.advanceTimersByTime(1);
    memory.remember('known', 'new', performance.now());
    expect(memory.get('known')).toBe('new');
  });
});
