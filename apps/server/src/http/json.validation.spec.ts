import type { JsonValue } from '#herald/channel-provider';
import { LIMITS } from './http.limits.js';
import { checkJson, textFault } from './json.validation.js';

const parsed = (text: string) => JSON.parse(text) as JsonValue;
const pathsIn = (text: string) => checkJson(parsed(text)).faults.map(({ path }) => path);
const nested = (levels: number) => parsed(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

describe('checkJson', () => {
  it('finds nothing in what can be stored', () => {
    const body = {
      text: 'Grüße, 你好, 🎉',
      list: [1, true, null, { deep: 'x' }],
      constructors: 'plural is a plain name',
    };
    expect(checkJson(body)).toEqual({ faults: [], isTame: true });
  });

  it.each([
    ['__proto__', '{"a":[{"__proto__":{"admin":true}}]}', 'a.0.__proto__'],
    ['__proto__ written with an escape', String.raw`{"\u005f_proto__":1}`, '__proto__'],
    ['constructor', '{"constructor":{"name":1}}', 'constructor'],
    ['prototype', '{"x":{"prototype":null}}', 'x.prototype'],
  ])('names the key %s and warns of assigning it', (_, text, path) => {
    const check = checkJson(parsed(text));
    expect(check.faults.map((fault) => fault.path)).toEqual([path]);
    expect(check.isTame).toBe(false);
  });

  it('names every text that PostgreSQL cannot keep, keys included', () => {
    const text = String.raw`{"a":"\u0000","b":["\ud800","\udc00x","\ud83c\udf89"],"k\u0000":1}`;
    expect(pathsIn(text)).toEqual(['a', 'b.0', 'b.1', 'k\0']);
    expect(checkJson(parsed(text)).isTame).toBe(true);
  });

  it('refuses numbers that turn into infinity', () => {
    expect(pathsIn('{"a":1e999,"b":-1e999,"c":1e308}')).toEqual(['a', 'b']);
  });

  it('takes as many levels as are promised and no more', () => {
    expect(checkJson(nested(LIMITS.depth)).faults).toEqual([]);
    expect(checkJson(nested(LIMITS.depth + 1))).toMatchObject({
      faults: [{ message: expect.stringContaining('32 levels') }],
      isTame: false,
    });
  });

  it('survives nesting that would overflow the stack', () => {
    const check = checkJson(parsed('['.repeat(400_000) + ']'.repeat(400_000)));
    expect(check.faults).toHaveLength(1);
    expect(check.isTame).toBe(false);
  });

  it('stops collecting where a problem document stops listing', () => {
    expect(checkJson(Array.from({ length: 5_000 }, () => '\0')).faults).toHaveLength(LIMITS.faults);
  });
});

describe('textFault', () => {
  it('says what to do', () => {
    expect(textFault('a\0b')).toContain('remove it');
    expect(textFault('\ud83d')).toContain('well-formed');
    expect(textFault('\ud83d\ude00')).toBeUndefined();
  });
});
