import { keyringFault, parseEncryptionKeys } from './encryption-keys.format.js';

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const text = `new:${first.toString('base64')}, old-1:${second.toString('base64')}`;

describe('parseEncryptionKeys', () => {
  it('reads ids and bytes in their order', () => {
    expect(parseEncryptionKeys(text)).toEqual([
      { id: 'new', bytes: first },
      { id: 'old-1', bytes: second },
    ]);
  });

  it('throws what is wrong, without the key', () => {
    const parse = () => parseEncryptionKeys('1:c2VjcmV0LWNhbmFyeQ==');
    expect(parse).toThrow(new TypeError('key 1 has 13 bytes instead of 32'));
    expect(parse).not.toThrow(/c2Vj|secret-canary/);
  });
});

describe('keyringFault', () => {
  const key = first.toString('base64');

  it('finds nothing in a good ring', () => {
    expect(keyringFault(text)).toBeUndefined();
  });

  it.each([
    ['no id', key, 'every key needs an id'],
    ['an empty id', `:${key}`, 'every key needs an id'],
    ['an id with a blank', `my key:${key}`, 'every key needs an id'],
    ['an id of 33 characters', `${'k'.repeat(33)}:${key}`, 'every key needs an id'],
    ['nothing after the last comma', `1:${key},`, 'every key needs an id'],
    ['no key', '1:', 'key 1 has 0 bytes instead of 32'],
    ['a short key', `1:${Buffer.alloc(16).toString('base64')}`, 'key 1 has 16 bytes instead of 32'],
    ['a long key', `1:${Buffer.alloc(33).toString('base64')}`, 'key 1 has 33 bytes instead of 32'],
    ['an id given twice', `1:${key},1:${second.toString('base64')}`, 'two keys share an id'],
  ])('finds %s', (_, ring, fault) => {
    expect(keyringFault(ring)).toContain(fault);
  });
});
