import type { ConfigField, Provider } from '../api/herald.types.js';
import { configChange, configFaults, leftBehind } from './config.check.js';

function field(more: Partial<ConfigField> = {}): ConfigField {
  return { type: 'string', label: 'Name', help: 'Help.', required: false, secret: false, ...more };
}

const FIELDS: Provider['config'] = {
  ACCOUNT: field({ label: 'Account', required: true, pattern: 'A[0-9]+', shape: 'A and digits', givenWith: ['TOKEN'] }),
  TOKEN: field({ label: 'Token', required: true, secret: true }),
  KEY: field({ label: 'Key', givenWith: ['KEY_SECRET'], resetWith: 'ACCOUNT' }),
  KEY_SECRET: field({ label: 'Key secret', secret: true, givenWith: ['KEY'], resetWith: 'ACCOUNT' }),
  RATE: field({ label: 'Rate', type: 'number', minimum: 0, maximum: 10 }),
  TRY: field({ label: 'Try', type: 'boolean' }),
};
const NONE = new Set<string>();
const SOUND = { ACCOUNT: 'A1', TOKEN: 'secret' };

describe('Settings in a form', () => {
  it.each([
    ['what is needed', {}, { ACCOUNT: 'Account is needed.', TOKEN: 'Token is needed.' }],
    ['blanks in place of what is needed', { ...SOUND, TOKEN: '  ' }, { TOKEN: 'Token is needed.' }],
    ['the wrong shape, in words', { ...SOUND, ACCOUNT: 'B1' }, { ACCOUNT: 'Must be A and digits.' }],
    ['more than the shape', { ...SOUND, ACCOUNT: 'A1 A2' }, { ACCOUNT: 'Must be A and digits.' }],
    ['no number', { ...SOUND, RATE: 'fast' }, { RATE: 'Must be a number.' }],
    ['too little', { ...SOUND, RATE: '-1' }, { RATE: 'Must be at least 0.' }],
    ['too much', { ...SOUND, RATE: '11' }, { RATE: 'Must be at most 10.' }],
    ['a companion that is missing', { ...SOUND, KEY: 'k' }, { KEY_SECRET: 'Needed together with Key.' }],
    ['nothing where all is well', { ...SOUND, ACCOUNT: ' A1 ', RATE: '2.5', TRY: 'false' }, {}],
  ])('are told %s', (_what, texts, faults) => {
    expect(configFaults(FIELDS, texts, NONE)).toEqual(faults);
  });

  it('need no secret again that is stored, unless it is taken away', () => {
    const kept = new Set(['TOKEN', 'KEY_SECRET']);
    expect(configFaults(FIELDS, { ACCOUNT: 'A1', TOKEN: '', KEY: 'k' }, kept)).toEqual({});
    expect(configFaults(FIELDS, { ACCOUNT: 'A1', KEY: 'k', KEY_SECRET: null }, kept)).toEqual({
      KEY_SECRET: 'Needed together with Key.',
    });
  });

  it('say what still belongs to a former account', () => {
    const stored = { ACCOUNT: 'A1', TOKEN: '', KEY: 'k', KEY_SECRET: '', RATE: '2' };
    expect(leftBehind(FIELDS, stored, stored)).toEqual({});
    const moved = { ...stored, ACCOUNT: 'A2', KEY: 'other' };
    expect(leftBehind(FIELDS, moved, stored)).toEqual({ TOKEN: 'Account', KEY_SECRET: 'Account' });
    expect(leftBehind(FIELDS, { ...moved, TOKEN: 'new', KEY_SECRET: null }, stored)).toEqual({});
  });

  it('become the change that Herald is told', () => {
    const stored = { ACCOUNT: 'A1', TOKEN: '', RATE: '2', KEY_SECRET: '' };
    expect(configChange(FIELDS, { ...stored, ACCOUNT: ' A1 ' }, stored)).toEqual({});
    const texts = { ACCOUNT: 'A2', TOKEN: 'new', RATE: '', KEY_SECRET: null, TRY: 'true' };
    expect(configChange(FIELDS, texts, stored)).toEqual({
      ACCOUNT: 'A2',
      TOKEN: 'new',
      RATE: null,
      KEY_SECRET: null,
      TRY: 'true',
    });
  });
});
