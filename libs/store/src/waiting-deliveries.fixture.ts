import { uuidv7 } from 'uuidv7';
import { PACE, type Sender } from './sender.pace.js';
import type { Store } from './store.js';

/** Who sends, for a test; what is not given is new. */
export interface TestLane {
  appId?: string;
  tenant?: string | null;
  integrationId?: string;
  sender?: Sender;
}

/** A delivery that was claimed. */
export interface ClaimedInTest {
  id: string;
  fence: number;
  laneId: string;
  /** Its slot where its sender is paced, else when it was due; milliseconds. */
  atMs: number;
}

/** What a claim at a time of the test's choice gave. */
export interface ClaimAt {
  deliveries: ClaimedInTest[];
  lookAgainMs: number | null;
  isFull: boolean;
}

/** Deliveries that wait, straight in the tables: what only claims look at. */
export class WaitingDeliveries {
  constructor(private readonly store: Store) {}

  /** Adds deliveries that are due at this time; gives the id of their lane. */
  async add(lane: TestLane, count: number, dueAtMs: number): Promise<string> {
    const { appId = uuidv7(), tenant = null, integrationId = uuidv7() } = lane;
    const sender = lane.sender ?? { key: `test:${integrationId}`, rate: null };
    const [laneId = ''] = await this.store.lanes.idsOf([{ appId, tenant, integrationId, sender }]);
    await this.store.postgres.pool.query(
      `with app as (
         insert into apps (id, name, api_key) values ($1::uuid, 'test', $1::text) on conflict do nothing
       ), notified as (
         insert into notifications (id, app_id, content, data)
         select gen_random_uuid(), $1::uuid, '{}', '{}' from generate_series(1, $4)
         returning id
       )
       insert into deliveries
         (id, app_id, notification_id, tenant, recipient, channel, provider, integration_id, address, stage, due_at, lane_id)
       select gen_random_uuid(), $1::uuid, notified.id, $2, 'user', 'test', 'fake', $3, 'address', 'waiting', $5, $6
       from notified`,
      [appId, tenant, integrationId, count, new Date(dueAtMs), laneId],
    );
    return laneId;
  }

  /** Claims as if the database's clock showed this time. */
  async claim(atMost: number, maxClaimed: number, atMs: number): Promise<ClaimAt> {
    const { pool } = this.store.postgres;
    const { rows } = await pool.query<{
      ids: string[];
      fences: number[];
      look_again_ms: number | null;
      is_full: boolean;
    }>('select * from claim_due($1, $2, 30000, $3, $4, $5)', [
      atMost,
      maxClaimed,
      PACE.lookAheadMs,
      PACE.probeMs,
      new Date(atMs),
    ]);
    const [row] = rows;
    if (row === undefined) throw new Error('claim_due gave no row');
    const claimed = await pool.query<{ id: string; fence: number; lane_id: string; at_ms: number }>(
      `select id, fence, lane_id, (extract(epoch from due_at) * 1000)::float8 as at_ms from deliveries where id = any($1) order by due_at`,
      [row.ids],
    );
    return {
      deliveries: claimed.rows.map(({ id, fence, lane_id: laneId, at_ms: slotMs }) => ({
        id,
        fence,
        laneId,
        atMs: slotMs,
      })),
      lookAgainMs: row.look_again_ms,
      isFull: row.is_full,
    };
  }

  /** Ends these deliveries, so that they are claimed no more. */
  async settle(deliveries: readonly { id: string }[]): Promise<void> {
    await this.store.postgres.pool.query(
      `update deliveries set stage = 'settled', lease_until = null where id = any($1)`,
      [deliveries.map(({ id }) => id)],
    );
  }

  /** Forgets all deliveries. */
  async clear(): Promise<void> {
    await this.store.postgres.pool.query('delete from deliveries');
  }
}
