/**
 * The place of events that a statement writes, worked out once for all of them: as the column's default it is worked out for
 * each, which costs more than writing the row.
 */
export const FEED_TX = '(select feed_tx())';
