/** A place in the event feed: the writing transaction, then a number. */
export interface FeedPosition {
  tx: string;
  seq: string;
}

/** Before every event. */
export const BEGINNING: FeedPosition = { tx: '0', seq: '0' };

/** The cursor was not made by this feed. */
export class InvalidCursorError extends Error {
  constructor() {
    super('The cursor was not made by this feed; use the `next` of an earlier page, or none to start at the beginning');
    this.name = 'InvalidCursorError';
  }
}

/** The position that is farther on. */
export function laterOf(one: FeedPosition, other: FeedPosition): FeedPosition {
  return BigInt(one.tx) >= BigInt(other.tx) ? one : other;
}

/** A position as it is given to readers. */
export function encodeCursor(position: FeedPosition): string {
  return Buffer.from(`${position.tx}.${position.seq}`).toString('base64url');
}

/** @throws InvalidCursorError */
export function decodeCursor(cursor: string): FeedPosition {
  const match = /^(\d{1,18})\.(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, tx, seq] = match ?? [];
  if (tx === undefined || seq === undefined) throw new InvalidCursorError();
  return { tx, seq };
}
