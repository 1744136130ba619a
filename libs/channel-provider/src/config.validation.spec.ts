import * as fc from 'fast-check';
import { defineConfigFields } from './config-field.contract.js';
import { checkConfig, checkValues } from './config.validation.js';

const FIELDS = defineConfigFields({
  ACME_ACCOUNT: {
    type: 'string',
    label: 'Account',
    help: 'Shown on the first page.',
    required: true,
    secret: false,
    pattern: 'AC[0-9]{4}',
    shape: 'AC and four digits',
  },
  ACME_KEY: { type: 'string', label: 'Key', help: 'Made in the console.', required: true, secret: true },
  ACME_RATE: {
    type: 'number',
    label: 'Rate',
    help: 'Per second.',
    required: false,
    secret: false,
    minimum: 1,
    maximum: 80,
  },
  ACME_SANDBOX: { type: 'boolean', label: 'Sandbox', help: 'For tests.', required: false, secret: false },
  ACME_SUB: {
    type: 'string',
    label: 'Sub',
    help: 'A sub-account.',
    required: false,
    secret: false,
    givenWith: ['ACME_SUB_KEY'],
  },
  ACME_SUB_KEY: {
    type: 'string',
    label: 'Sub key',
    help: 'Its key.',
    required: false,
    secret: true,
    pattern: 'AC|[a-z]+',
  },
});
const VALID = { ACME_ACCOUNT: 'AC1234', ACME_KEY: 'secret' };

describe('checkConfig', () => {
  it('gives the declared types to text from the environment or a form', () => {
    const given = { ACME_ACCOUNT: ' AC1234 ', ACME_KEY: 'secret', ACME_RATE: '12', ACME_SANDBOX: 'Yes' };
    expect(checkConfig(FIELDS, given)).toEqual({
      config: { ACME_ACCOUNT: 'AC1234', ACME_KEY: 'secret', ACME_RATE: 12, ACME_SANDBOX: true },
      faults: [],
    });
  });

  it('keeps values that have their type already', () => {
    const given = { ...VALID, ACME_RATE: 80, ACME_SANDBOX: false };
    expect(checkConfig(FIELDS, given)).toEqual({ config: given, faults: [] });
  });

  it.each([undefined, null, '', '   '])('takes %j for absent', (empty) => {
    const { faults } = checkConfig(FIELDS, { ...VALID, ACME_KEY: empty });
    expect(faults).toEqual([{ path: 'config.ACME_KEY', message: 'is required: Made in the console.' }]);
  });

  it('names every fault at once, each with its path', () => {
    const { config, faults } = checkConfig(
      FIELDS,
      { ACME_ACCOUNT: 'BC1', ACME_RATE: 81, ACME_SANDBOX: 'maybe', ACME_COLOUR: 'red' },
      'integrations.0.config',
    );
    expect(config).toEqual({});
    expect(Object.fromEntries(faults.map(({ path, message }) => [path, message]))).toEqual({
      'integrations.0.config.ACME_ACCOUNT': 'must be AC and four digits',
      'integrations.0.config.ACME_RATE': 'must be between 1 and 80',
      'integrations.0.config.ACME_SANDBOX': 'must be true or false',
      'integrations.0.config.ACME_COLOUR': expect.stringContaining('use one of ACME_ACCOUNT, ACME_KEY'),
      'integrations.0.config.ACME_KEY': 'is required: Made in the console.',
    });
  });

  it('does not report a field twice when its value is wrong, whether it is required or another needs it', () => {
    expect(checkConfig(FIELDS, { ...VALID, ACME_ACCOUNT: 'nonsense' }).faults).toHaveLength(1);
    const { faults } = checkConfig(FIELDS, { ...VALID, ACME_SUB: 'x', ACME_SUB_KEY: '!' });
    expect(faults.map(({ path }) => path)).toEqual(['config.ACME_SUB_KEY']);
  });

  it.each([
    ['part of a text', 'xAC1234'],
    ['a longer text', 'AC12345'],
    ['two lines', 'AC1234\nAC1234'],
  ])('matches the pattern against the whole value, not %s', (_what, value) => {
    expect(checkConfig(FIELDS, { ...VALID, ACME_ACCOUNT: value }).faults).toHaveLength(1);
  });

  it('matches every alternative of a pattern against the whole value', () => {
    const given = { ...VALID, ACME_SUB: 'x', ACME_SUB_KEY: 'AC1' };
    expect(checkConfig(FIELDS, given).faults.map(({ path }) => path)).toContain('config.ACME_SUB_KEY');
  });

  it.each([
    ['ACME_ACCOUNT', 7],
    ['ACME_ACCOUNT', { toString: 'AC1234' }],
    ['ACME_RATE', 'many'],
    ['ACME_RATE', Number.NaN],
    ['ACME_RATE', Infinity],
    ['ACME_RATE', true],
    ['ACME_RATE', ['5']],
    ['ACME_SANDBOX', 2],
    ['ACME_SANDBOX', {}],
    ['ACME_SANDBOX', ['true']],
  ])('refuses %s = %j', (name, value) => {
    const { faults, config } = checkConfig(FIELDS, { ...VALID, [name]: value });
    expect(faults.map(({ path }) => path)).toEqual([`config.${name}`]);
    expect(config).not.toHaveProperty(name);
  });

  it('never quotes a value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, unit: 'grapheme-ascii' }), (secret) => {
        const given = { ACME_ACCOUNT: secret, ACME_RATE: secret, ACME_SANDBOX: secret, ACME_SUB_KEY: secret };
        expect(JSON.stringify(checkConfig(FIELDS, given).faults)).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
    );
  });

  it('takes no setting from the prototype', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
    for (const name of names) {
      const given = JSON.parse(`{"${name}": "x"}`) as Record<string, unknown>;
      expect(checkValues(FIELDS, given, 'config').faults.map(({ path }) => path)).toEqual([`config.${name}`]);
    }
  });
});

describe('checkValues', () => {
  it('demands nothing but what comes together', () => {
    expect(checkValues(FIELDS, {}, 'override.acme')).toEqual({ config: {}, faults: [] });
    expect(checkValues(FIELDS, { ACME_SUB: 'x' }, 'override.acme').faults).toEqual([
      { path: 'override.acme.ACME_SUB_KEY', message: 'is required together with ACME_SUB' },
    ]);
    expect(checkValues(FIELDS, { ACME_SUB: 'x', ACME_SUB_KEY: 'y' }, 'override.acme').faults).toEqual([]);
  });

  it('leaves its input alone', () => {
    const given = Object.freeze({ ...VALID, ACME_RATE: '5' });
    checkValues(FIELDS, given, 'config');
    expect(given).toEqual({ ...VALID, ACME_RATE: '5' });
  });
});
