import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { EncryptionKey } from '#herald/config';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Something sealed cannot be opened: another key, another row, or altered bytes. Says nothing of the content. */
export class UnsealError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnsealError';
  }
}

/**
 * Seals secrets at rest with AES-256-GCM. What is sealed for one place (`context`: table and row) cannot be opened in
 * another. Layout: version, length of key id, key id, 12-byte random nonce, ciphertext, 16-byte tag.
 */
export class SecretBox {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #newest: EncryptionKey;

  /** @param keys newest first; the newest seals, every one opens */
  constructor(keys: readonly EncryptionKey[]) {
    const [newest] = keys;
    if (newest === undefined) throw new TypeError('A secret box needs at least one key');
    this.#newest = newest;
    this.#keys = new Map(keys.map((key) => [key.id, key.bytes]));
  }

  seal(plain: string, context: string): Buffer {
    const keyId = Buffer.from(this.#newest.id);
    const header = Buffer.concat([Buffer.from([VERSION, keyId.length]), keyId]);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#newest.bytes, nonce).setAAD(additionalData(header, context));
    return Buffer.concat([header, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws UnsealError */
  open(sealed: Buffer, context: string): string {
    const headerLength = 2 + (sealed[1] ?? 0);
    const header = sealed.subarray(0, headerLength);
    const keyId = header.subarray(2).toString();
    const key = this.#keys.get(keyId);
    if (sealed[0] !== VERSION || sealed.length < headerLength + NONCE_BYTES + TAG_BYTES) {
      throw new UnsealError('The sealed value is damaged');
    }
    if (key === undefined) {
      throw new UnsealError(`The value is sealed with key ${keyId}, which HERALD_ENCRYPTION_KEYS does not name`);
    }
    const nonce = sealed.subarray(headerLength, headerLength + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      .setAAD(additionalData(header, context))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const plain = decipher.update(sealed.subarray(headerLength + NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([plain, decipher.final()]).toString('utf8');
    } catch (error) {
      throw new UnsealError('The sealed value does not belong here or was altered', { cause: error });
    }
  }

  /** Keys for another purpose, one for each key of the ring, newest first (HKDF-SHA256). */
  derive(purpose: string): Buffer[] {
    return [...this.#keys.values()].map((key) => Buffer.from(hkdfSync('sha256', key, '', `herald/${purpose}`, 32)));
  }
}

function additionalData(header: Buffer, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context)]);
}
