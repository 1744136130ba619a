import * as fc from 'fast-check';
import type { JsonObject, JsonValue } from './json.types.js';
import { JSON_VALUE, MANIFEST, read } from './override.manifest.fixture.js';
import { forbiddenKeyPaths, mergeFields, overrideConfig, readOverrides } from './override.merge.js';

describe('an override that reaches for a prototype', () => {
  const corpus = [
    '{"__proto__": {"polluted": true}}',
    '{"constructor": {"prototype": {"polluted": true}}}',
    '{"prototype": {"polluted": true}}',
    '{"_config": {"__proto__": {"polluted": true}}}',
    '{"_config": {"constructor": "x"}}',
    '{"Body": {"__proto__": {"polluted": true}}}',
    '{"Body": [{"deep": {"__proto__": {"polluted": true}}}]}',
    '{"headers": {"constructor": {"prototype": {"polluted": true}}}}',
  ];

  it.each(corpus)('%s is refused, and changes nothing', (text) => {
    const part = JSON.parse(text) as JsonObject;
    const places: JsonObject[] = [{ acme_sms: part }, { channel: { sms: part } }];
    for (const override of places) {
      const { overrides, faults } = read(override);
      expect(faults.filter(({ message }) => message === 'is not allowed as a key')).not.toEqual([]);
      expect(Object.keys(overrides.fields)).not.toEqual(expect.arrayContaining(['__proto__']));
      expect(Object.keys(overrides.fields)).not.toEqual(expect.arrayContaining(['constructor']));
      overrideConfig(MANIFEST, { ACME_FROM: 'x' }, overrides);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }
  });

  it('reads neither provider nor channel from the prototype', () => {
    const inherited = Object.create({ acme_sms: { Body: 'x' }, channel: { sms: { Body: 'x' } } }) as JsonObject;
    expect(read(inherited).overrides.fields).toEqual({});
    expect(readOverrides({}, { ...MANIFEST, id: 'constructor' }).overrides.fields).toEqual({});
  });

  it('says each thing once, under _config as well', () => {
    const part = JSON.parse('{"_config": {"__proto__": {"polluted": true}, "constructor": "x"}}') as JsonObject;
    expect(read({ acme_sms: part })).toEqual({
      overrides: { config: {}, fields: {} },
      faults: [
        { path: 'override.acme_sms._config.__proto__', message: 'is not allowed as a key' },
        { path: 'override.acme_sms._config.constructor', message: 'is not allowed as a key' },
      ],
    });
  });

  it('finds the keys wherever they are put, and nothing gets through', () => {
    const forbidden = fc.constantFrom('__proto__', 'constructor', 'prototype');
    const steps = fc.array(fc.oneof(fc.constantFrom('a', '_config', 'Body'), fc.nat(2)), { maxLength: 4 });
    fc.assert(
      fc.property(steps, forbidden, JSON_VALUE, (way, key, value) => {
        const planted = way.reduceRight<JsonValue>(
          (inner, step) =>
            typeof step === 'number' ? [...Array.from({ length: step }, () => 0), inner] : { before: 1, [step]: inner },
          JSON.parse(`{${JSON.stringify(key)}: ${JSON.stringify({ polluted: value })}}`) as JsonObject,
        );
        const part: JsonObject = { note: planted };
        const path = ['override.acme_sms.note', ...way, key].join('.');
        const { overrides, faults } = read({ acme_sms: part });
        expect(faults).toContainEqual({ path, message: 'is not allowed as a key' });
        overrideConfig(MANIFEST, {}, overrides);
        mergeFields(part, part);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        expect(Object.getPrototypeOf(overrides.fields)).toBeNull();
      }),
    );
  });

  it('says where the keys are', () => {
    const value = JSON.parse('{"a": [1, {"__proto__": 1}], "constructor": {"prototype": 1}}') as JsonValue;
    expect(forbiddenKeyPaths(value, 'override')).toEqual(['override.a.1.__proto__', 'override.constructor']);
  });
});
