import type pg from 'pg';

const WITHIN_MS = 30_000;

/**
 * Waits until the event feed shows what is committed by now: any transaction on the server, in whichever database, holds
 * its horizon back for a moment. What it has shown once it shows from then on.
 *
 * @param database a connection, or a pool of them, to the database of the feed
 * @throws when it does not come about within 30 s
 */
export async function untilFeedShows(database: pg.Pool | pg.ClientBase): Promise<void> {
  const { rows } = await database.query<{ tx: string }>('select feed_tx() as tx');
  const deadlineMs = performance.now() + WITHIN_MS;
  for (;;) {
    const passed = await database.query('select where feed_horizon() > $1::bigint', [rows[0]?.tx]);
    if (passed.rowCount === 1) return;
    if (performance.now() > deadlineMs) throw new Error('The horizon did not pass what was committed');
  }
}
