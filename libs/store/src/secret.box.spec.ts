import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { SecretBox, UnsealError } from './secret.box.js';

const key = (id: string) => ({ id, bytes: randomBytes(32) });

describe('SecretBox', () => {
  const [older, newer] = [key('older'), key('newer')];
  const box = new SecretBox([newer, older]);

  it('opens what it sealed, and nothing of it can be read from the sealed bytes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), (plain, context) => {
        const sealed = box.seal(plain, context);
        expect(box.open(sealed, context)).toBe(plain);
        expect(sealed.includes(Buffer.from(plain))).toBe(false);
      }),
    );
  });

  it('refuses every altered byte, every truncation and every other row', () => {
    const sealed = box.seal('a secret of some length', 'integrations:1');
    for (let index = 0; index < sealed.length; index += 1) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(index) ^ 1, index);
      expect(() => box.open(altered, 'integrations:1')).toThrow(UnsealError);
      expect(() => box.open(sealed.subarray(0, index), 'integrations:1')).toThrow(UnsealError);
    }
    expect(() => box.open(sealed, 'integrations:2')).toThrow(UnsealError);
  });

  it('opens what an older key sealed, and names the key that is missing', () => {
    const sealed = new SecretBox([older]).seal('kept', 'row');
    expect(box.open(sealed, 'row')).toBe('kept');
    expect(() => new SecretBox([newer]).open(sealed, 'row')).toThrow('sealed with key older');
  });

  it('derives different keys for different purposes, one for each key of the ring', () => {
    const [one, other] = [box.derive('one'), box.derive('other')];
    expect(one).toHaveLength(2);
    expect(one[0]?.equals(other[0] ?? Buffer.alloc(0))).toBe(false);
    expect(new SecretBox([newer, older]).derive('one')).toEqual(one);
  });
});
