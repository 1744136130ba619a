import { InvalidCursorError } from './feed.cursor.js';

/** A place in a list of deliveries, newest first: behind this one. */
export interface ListPosition {
  notificationId: string;
  id: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const POSITION = new RegExp(`^(${UUID}) (${UUID})$`);

/** A position as it is given to readers. */
export function encodeListCursor({ notificationId, id }: ListPosition): string {
  return Buffer.from(`${notificationId} ${id}`).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeListCursor(cursor: string): ListPosition {
  const [, notificationId, id] = POSITION.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (notificationId === undefined || id === undefined) throw new InvalidCursorError();
  return { notificationId, id };
}
