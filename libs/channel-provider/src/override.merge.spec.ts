import * as fc from 'fast-check';
import type { JsonObject, JsonValue } from './json.types.js';
import { NO_OVERRIDES, OVERRIDE_LIMITS, hasOverriddenSecrets, mergeFields, overrideConfig } from './override.merge.js';
import { JSON_OBJECT, JSON_VALUE, MANIFEST, read } from './override.manifest.fixture.js';

describe('readOverrides', () => {
  it('gives nothing for nothing', () => {
    expect(NO_OVERRIDES).toEqual({ config: {}, fields: {} });
    expect(read(undefined)).toEqual({ overrides: NO_OVERRIDES, faults: [] });
    const empties: JsonObject[] = [
      {},
      { other_sms: { Body: 'x' } },
      { acme_sms: null },
      { channel: { email: { Body: 'x' } } },
    ];
    for (const empty of empties) {
      expect(read(empty)).toEqual({ overrides: { config: {}, fields: {} }, faults: [] });
    }
  });

  it('divides settings from fields, wherever the settings stand and however they are written', () => {
    const given = { acme_from: '+12025550142', Body: 'Hello', _config: { acme_Rate: '7' } };
    expect(read({ acme_sms: given })).toEqual({
      overrides: { config: { ACME_FROM: '+12025550142', ACME_RATE: 7 }, fields: { Body: 'Hello' } },
      faults: [],
    });
  });

  it('lets the provider win over the channel, in settings and in fields of any case', () => {
    const { overrides } = read({
      channel: { sms: { BODY: 'channel', Tone: 'channel', ACME_FROM: 'channel', ACME_RATE: 1 } },
      acme_sms: { body: 'provider', ACME_FROM: 'provider' },
    });
    expect(overrides.config).toEqual({ ACME_FROM: 'provider', ACME_RATE: 1 });
    expect(Object.entries(overrides.fields)).toEqual([
      ['BODY', 'provider'],
      ['Tone', 'channel'],
    ]);
  });

  it('names an unknown setting under _config and passes an unknown name elsewhere through as a field', () => {
    const { overrides, faults } = read({ acme_sms: { ACME_COLOUR: 'red', _config: { ACME_SIZE: 'big' } } });
    expect(overrides.fields).toEqual({ ACME_COLOUR: 'red' });
    expect(faults).toEqual([
      { path: 'override.acme_sms._config.ACME_SIZE', message: expect.stringContaining('not a setting') },
    ]);
  });

  it('demands settings that come together', () => {
    expect(read({ acme_sms: { ACME_ACCOUNT: 'other' } }).faults).toEqual([
      { path: 'override.acme_sms.ACME_KEY', message: 'is required together with ACME_ACCOUNT' },
    ]);
  });

  it.each([
    ['text', 'Hello', 'override.acme_sms'],
    ['an array', ['Hello'], 'override.acme_sms'],
    ['a number', 7, 'override.acme_sms'],
  ])('refuses %s in the place of an object', (_what, part, path) => {
    expect(read({ acme_sms: part }).faults).toEqual([{ path, message: 'must be an object' }]);
  });

  it('refuses a _config that is no object', () => {
    expect(read({ acme_sms: { _config: ['x'] } }).faults).toEqual([
      { path: 'override.acme_sms._config', message: 'must be an object' },
    ]);
  });

  it('refuses a name that is given twice in different case', () => {
    expect(read({ acme_sms: { Body: 'a', body: 'b' } }).faults).toEqual([
      { path: 'override.acme_sms.body', message: 'is given twice, also as Body' },
    ]);
    expect(read({ acme_sms: { _config: { ACME_FROM: 'a', acme_from: 'b' } } }).faults).toEqual([
      { path: 'override.acme_sms._config.acme_from', message: 'is given twice, also as ACME_FROM' },
    ]);
  });

  it('is at its limit with 64 keys and beyond it with 65', () => {
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    expect(read({ acme_sms: keys(OVERRIDE_LIMITS.keys) }).faults).toEqual([]);
    expect(read({ acme_sms: keys(OVERRIDE_LIMITS.keys + 1) }).faults).toEqual([
      { path: 'override.acme_sms', message: 'has 65 keys; at most 64 are allowed' },
    ]);
  });

  it('is at its limit with 64 KiB and beyond it with a byte more', () => {
    const bytes = (count: number) => ({ Body: 'x'.repeat(count - JSON.stringify({ Body: '' }).length) });
    expect(read({ acme_sms: bytes(OVERRIDE_LIMITS.bytes) }).faults).toEqual([]);
    expect(read({ acme_sms: bytes(OVERRIDE_LIMITS.bytes + 1) }).faults).toEqual([
      { path: 'override.acme_sms', message: 'is 65537 bytes long; at most 65536 are allowed' },
    ]);
    expect(read({ acme_sms: { Body: 'ü'.repeat(40_000) } }).faults).toHaveLength(1);
  });

  it('gives each name the value of the provider, else of the channel, however it is written', () => {
    const values = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== '');
    const parts = fc.record({
      fields: namesInAnyCase('body', 'mediaurl', 'validityperiod', 'x', 'tostring').chain(valuesFor(values)),
      settings: namesInAnyCase('acme_from', 'acme_note').chain(valuesFor(values)),
      nested: namesInAnyCase('acme_from', 'acme_note').chain(valuesFor(values)),
    });
    fc.assert(
      fc.property(parts, parts, (forChannel, forProvider) => {
        const part = ({ fields, settings, nested }: typeof forChannel) => ({ ...fields, ...settings, _config: nested });
        const { overrides, faults } = read({ channel: { sms: part(forChannel) }, acme_sms: part(forProvider) });
        expect(faults).toEqual([]);
        expect(lowerCased(overrides.fields)).toEqual(
          new Map([...lowerCased(forChannel.fields), ...lowerCased(forProvider.fields)]),
        );
        const inOrder = [forChannel.settings, forChannel.nested, forProvider.settings, forProvider.nested];
        expect(lowerCased(overrides.config as JsonObject)).toEqual(
          new Map(inOrder.flatMap((given) => [...lowerCased(given)])),
        );
        expect(Object.keys(overrides.config).every((name) => name === name.toUpperCase())).toBe(true);
      }),
    );
  });

  it('takes any JSON without throwing and without touching it', () => {
    const override = fc.record({ acme_sms: JSON_VALUE, channel: fc.oneof(JSON_VALUE, fc.record({ sms: JSON_VALUE })) });
    fc.assert(
      fc.property(override, (given) => {
        const before = JSON.stringify(given);
        const { overrides, faults } = read(given);
        expect(JSON.stringify(given)).toBe(before);
        for (const { path } of faults) expect(path).toMatch(/^override\.(acme_sms|channel\.sms)/);
        expect(Object.keys(overrides.config).every((name) => Object.hasOwn(MANIFEST.config, name))).toBe(true);
      }),
    );
  });
});

describe('mergeFields', () => {
  it('lets the second win, keeps the spelling of the first, and replaces arrays and objects whole', () => {
    const merged = mergeFields(
      { Body: 'a', List: [1, 2], Map: { x: 1 } },
      { body: 'b', list: [3], MAP: { y: 2 }, New: 1 },
    );
    expect(Object.entries(merged)).toEqual([
      ['Body', 'b'],
      ['List', [3]],
      ['Map', { y: 2 }],
      ['New', 1],
    ]);
  });

  it('gives every value of the second and the rest of the first', () => {
    fc.assert(
      fc.property(JSON_OBJECT, JSON_OBJECT, (base, over) => {
        const merged = lowerCased(mergeFields(base, over));
        expect(merged).toEqual(new Map([...lowerCased(base), ...lowerCased(over)]));
      }),
    );
  });

  it('shares no structure with its inputs and leaves them alone', () => {
    fc.assert(
      fc.property(JSON_OBJECT, JSON_OBJECT, (base, over) => {
        const before = JSON.stringify([base, over]);
        scribbleOver(mergeFields(base, over));
        expect(JSON.stringify([base, over])).toBe(before);
      }),
    );
  });

  it('is done once: laying the same over again changes nothing', () => {
    fc.assert(
      fc.property(JSON_OBJECT, JSON_OBJECT, (base, over) => {
        const once = mergeFields(base, over);
        expect(mergeFields(once, over)).toEqual(once);
      }),
    );
  });

  it('makes an object without a prototype', () => {
    expect(Object.getPrototypeOf(mergeFields({}, {}))).toBeNull();
    const merged = mergeFields({}, JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject);
    expect(merged['polluted']).toBeUndefined();
  });
});

describe('overrideConfig', () => {
  const stored = { ACME_ACCOUNT: 'stored', ACME_KEY: 'stored key', ACME_FROM: 'stored sender', ACME_RATE: 5 };

  it('replaces what is given and keeps the rest', () => {
    const overrides = { config: { ACME_RATE: 9 }, fields: {} };
    expect(overrideConfig(MANIFEST, stored, overrides)).toEqual({ ...stored, ACME_RATE: 9 });
    expect(stored.ACME_RATE).toBe(5);
  });

  it('keeps what the provider no longer knows', () => {
    const old = { ...stored, ACME_GONE: 'x' };
    expect(overrideConfig(MANIFEST, old, { config: { ACME_ACCOUNT: 'other' }, fields: {} })).toEqual({
      ACME_ACCOUNT: 'other',
      ACME_RATE: 5,
      ACME_GONE: 'x',
    });
  });

  it('drops what belongs to the account that is replaced', () => {
    const overrides = { config: { ACME_ACCOUNT: 'other', ACME_KEY: 'other key' }, fields: {} };
    expect(overrideConfig(MANIFEST, stored, overrides)).toEqual({
      ACME_ACCOUNT: 'other',
      ACME_KEY: 'other key',
      ACME_RATE: 5,
    });
  });

  it('never lets a stored secret meet an account of the request', () => {
    const given = fc.record(
      { ACME_ACCOUNT: fc.string(), ACME_KEY: fc.string(), ACME_FROM: fc.string() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(given, (config) => {
        const merged = overrideConfig<Record<string, string | number | undefined>>(MANIFEST, stored, {
          config,
          fields: {},
        });
        const expectedKey = config.ACME_ACCOUNT === undefined ? (config.ACME_KEY ?? stored.ACME_KEY) : config.ACME_KEY;
        expect(merged['ACME_KEY']).toBe(expectedKey);
        for (const [name, value] of Object.entries(config)) expect(merged[name]).toBe(value);
      }),
    );
  });

  it('tells whether the request brings secrets of its own', () => {
    expect(hasOverriddenSecrets(MANIFEST, { config: { ACME_KEY: 'k' }, fields: {} })).toBe(true);
    expect(hasOverriddenSecrets(MANIFEST, { config: { ACME_FROM: 'x', ACME_KEY: 'k' }, fields: {} })).toBe(true);
    expect(hasOverriddenSecrets(MANIFEST, { config: { ACME_FROM: 'x' }, fields: { ACME_KEY: 'x' } })).toBe(false);
    expect(hasOverriddenSecrets(MANIFEST, { config: { ACME_GONE: 'x' }, fields: {} })).toBe(false);
    expect(hasOverriddenSecrets(MANIFEST, { config: {}, fields: {} })).toBe(false);
  });
});

/** Some of these names, each once and in some mixture of upper and lower case. */
function namesInAnyCase(...names: string[]): fc.Arbitrary<string[]> {
  return fc.subarray(names).chain((some) => fc.tuple(...some.map((name) => fc.mixedCase(fc.constant(name)))));
}

const valuesFor = (values: fc.Arbitrary<string>) => (names: string[]) =>
  fc
    .tuple(...names.map(() => values))
    .map((given) => Object.fromEntries(names.map((name, place) => [name, given[place] ?? ''])));

function lowerCased(fields: JsonObject): Map<string, JsonValue> {
  return new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
}

function scribbleOver(value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) scribbleOver(inner);
  if (Array.isArray(value)) value.push('scribble');
  else value['scribble'] = 'scribble';
}
