import pg from 'pg';

const ADD_LANES = `
  insert into lanes (app_id, tenant, integration_id, sender_id)
  select app_id, given.tenant, integration_id, sender_id
  from (select * from lanes order by id limit 1) as known cross join unnest($1::text[]) as given(tenant)
  on conflict do nothing`;

/** Through the real tables, ids as Herald gives them: growing with time, notification and delivery side by side. */
const ADD_WAITING = `
  with notified as (
    insert into notifications (id, app_id, tenant, content, data)
    select uuidv7(), app_id, tenant, '{"message":"Your order is on its way"}', '{}'
    from lanes cross join generate_series(1, $2)
    where tenant = $1
    returning id, app_id, tenant, created_at
  )
  insert into deliveries
    (id, app_id, notification_id, tenant, recipient, channel, provider, integration_id, address, stage, due_at, lane_id)
  select uuidv7(), notified.app_id, notified.id, notified.tenant, 'ada', 'whatsapp', 'twilio_whatsapp', lanes.integration_id,
    '+12025550142', 'waiting', notified.created_at, lanes.id
  from notified join lanes on lanes.tenant = notified.tenant`;

const ROWS_AT_ONCE = 50_000;

/** The database under a Herald that is stopped, or runs. */
export class BacklogSeed {
  private constructor(readonly client: pg.Client) {}

  /** @param url of a database in which Herald has sent a message already */
  static async open(url: string): Promise<BacklogSeed> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new BacklogSeed(client);
  }

  /** Adds deliveries that are due, in equal parts for each tenant. */
  async add(count: number, tenants: readonly string[]): Promise<void> {
    await this.client.query(ADD_LANES, [tenants]);
    for (const [index, tenant] of tenants.entries()) {
      let left = Math.floor((count * (index + 1)) / tenants.length) - Math.floor((count * index) / tenants.length);
      for (; left > 0; left -= ROWS_AT_ONCE)
        await this.client.query(ADD_WAITING, [tenant, Math.min(left, ROWS_AT_ONCE)]);
    }
    await this.client.query('vacuum analyze notifications, deliveries');
  }

  /** Deliveries that wait. */
  async waiting(): Promise<number> {
    const { rows } = await this.client.query<{ waiting: number }>(
      `select count(*)::int as waiting from deliveries where stage = 'waiting'`,
    );
    return rows[0]?.waiting ?? 0;
  }

  /** Claims as the dispatcher does, again and again, and lets all of it wait again; how long each claim took, in milliseconds. */
  async claimTimes(times: number, claimAtOnce: number): Promise<number[]> {
    const sample: number[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      const beganAtMs = performance.now();
      await this.client.query({
        name: 'claim_due',
        text: 'select ids, fences, look_again_ms, is_full from claim_due($1, 2000000000, 30000, 250, 30000)',
        values: [claimAtOnce],
      });
      sample.push(performance.now() - beganAtMs);
    }
    await this.client.query(`update deliveries set stage = 'waiting', lease_until = null where stage = 'claimed'`);
    await this.client.query('vacuum deliveries');
    return sample;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
