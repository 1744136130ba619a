import type { Store } from '#herald/store';

const WITHIN_MS = 20_000;

/**
 * Waits until the event feed shows what is committed by now: any transaction on the server, in whichever database, holds
 * its horizon back for a moment.
 *
 * @throws when it does not come about within 20 s
 */
export async function untilFeedShows({ postgres: { pool } }: Store): Promise<void> {
  const { rows } = await pool.query<{ tx: string }>('select feed_tx() as tx');
  const deadlineMs = performance.now() + WITHIN_MS;
  for (;;) {
    const passed = await pool.query('select where feed_horizon() > $1::bigint', [rows[0]?.tx]);
    if (passed.rowCount === 1) return;
    if (performance.now() > deadlineMs) throw new Error('The horizon did not pass what was committed');
  }
}
