import { InvalidCursorError } from './feed.cursor.js';

/** The last key of a page, as it is given to readers. */
export function encodeTextCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/**
 * @param isKey whether a text can be a key of the list
 * @throws InvalidCursorError
 */
export function decodeTextCursor(cursor: string, isKey: (text: string) => boolean): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (key.includes('\0') || encodeTextCursor(key) !== cursor || !isKey(key)) throw new InvalidCursorError();
  return key;
}
