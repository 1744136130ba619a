import * as fc from 'fast-check';
import { defineConfigFields } from './config-field.contract.js';
import { MASK, maskConfig, splitSecrets } from './config.masking.js';

const FIELDS = defineConfigFields({
  ACME_ACCOUNT: { type: 'string', label: 'Account', help: 'A name.', required: true, secret: false },
  ACME_KEY: { type: 'string', label: 'Key', help: 'A key.', required: true, secret: true },
});

describe('maskConfig', () => {
  it('shows what is open and masks what is secret', () => {
    expect(maskConfig(FIELDS, { ACME_ACCOUNT: 'acme', ACME_KEY: 'k' })).toEqual({
      ACME_ACCOUNT: 'acme',
      ACME_KEY: MASK,
    });
  });

  it('shows that a secret is not set', () => {
    expect(maskConfig(FIELDS, { ACME_ACCOUNT: 'acme', ACME_KEY: undefined })).toEqual({ ACME_ACCOUNT: 'acme' });
  });

  it('masks what it does not know', () => {
    expect(maskConfig(FIELDS, { ACME_TOKEN: 'old secret', constructor: 'x' })).toEqual({
      ACME_TOKEN: MASK,
      constructor: MASK,
    });
  });

  it('tells nothing about the length of a secret', () => {
    const masked = (key: string) => maskConfig(FIELDS, { ACME_KEY: key });
    fc.assert(fc.property(fc.string({ minLength: 1 }), (key) => expect(masked(key)).toEqual(masked('k'))));
  });
});

describe('splitSecrets', () => {
  it('puts every value into one of the two parts, and no secret into the open one', () => {
    const name = fc.constantFrom('ACME_ACCOUNT', 'ACME_KEY', 'ACME_UNKNOWN');
    fc.assert(
      fc.property(fc.dictionary(name, fc.option(fc.string(), { nil: undefined })), (config) => {
        const { open, secret } = splitSecrets(FIELDS, config);
        const set = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
        expect({ ...open, ...secret }).toEqual(set);
        expect(Object.keys(open).filter((key) => key !== 'ACME_ACCOUNT')).toEqual([]);
        expect(Object.keys(secret)).not.toContain('ACME_ACCOUNT');
      }),
    );
  });
});
