/** A key of the ring: its name, which stands beside everything sealed with it, and its 32 bytes. */
export interface EncryptionKey {
  id: string;
  bytes: Buffer;
}

/**
 * Reads `id:base64,id:base64`, newest first.
 *
 * @throws TypeError when `keyringFault` has something to say
 */
export function parseEncryptionKeys(text: string): EncryptionKey[] {
  const fault = keyringFault(text);
  if (fault !== undefined) throw new TypeError(fault);
  return entries(text);
}

/** What is wrong with the text of a key ring, or undefined. Never quotes a key. */
export function keyringFault(text: string): string | undefined {
  const keys = entries(text);
  const malformed = keys.find((key) => !/^[A-Za-z0-9_-]{1,32}$/.test(key.id));
  if (malformed !== undefined) return 'every key needs an id of letters, digits, _ or - before a colon';
  const short = keys.find((key) => key.bytes.length !== 32);
  if (short !== undefined) return `key ${short.id} has ${short.bytes.length} bytes instead of 32`;
  if (new Set(keys.map((key) => key.id)).size < keys.length) return 'two keys share an id';
  return undefined;
}

function entries(text: string): EncryptionKey[] {
  return text.split(',').map((entry) => {
    const [id = '', base64 = ''] = entry.trim().split(':');
    return { id, bytes: Buffer.from(base64, 'base64') };
  });
}
