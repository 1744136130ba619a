import { type Postgres, columns } from './postgres.client.js';
import { type Sender, spacingMs } from './sender.pace.js';

/** What shares one place in line. */
export interface LaneContent {
  appId: string;
  tenant: string | null;
  integrationId: string;
  sender: Sender;
}

interface KnownLane {
  id: string;
  spacingMs: number | null;
}

/** Beyond, the longest known is forgotten and looked up again when it is needed. */
const KNOWN_LANES = 20_000;

const UPSERT_SENDERS = {
  name: 'upsert_senders',
  text: `
    insert into senders (key, spacing_ms)
    select key, spacing_ms from unnest($1::text[], $2::float8[]) as given(key, spacing_ms)
    order by key
    on conflict (key) do update set spacing_ms = excluded.spacing_ms
      where senders.spacing_ms is distinct from excluded.spacing_ms`,
};

const INSERT_LANES = {
  name: 'insert_lanes',
  text: `
    insert into lanes (app_id, tenant, integration_id, sender_id)
    select given.app_id, given.tenant, given.integration_id, senders.id
    from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as given(app_id, tenant, integration_id, key)
    join senders on senders.key = given.key
    order by 1, 3, 4, 2
    on conflict do nothing`,
};

const FIND_LANES = {
  name: 'find_lanes',
  text: `
    select lanes.id, lanes.app_id, lanes.tenant, lanes.integration_id, senders.key
    from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as given(app_id, tenant, integration_id, key)
    join senders on senders.key = given.key
    join lanes on lanes.app_id = given.app_id and lanes.integration_id = given.integration_id
      and lanes.sender_id = senders.id and coalesce(lanes.tenant, '') = coalesce(given.tenant, '')`,
};

/** Knows which lane a delivery belongs to. Lanes are made when they are first needed and never go away. */
export class LaneDirectory {
  readonly #known = new Map<string, KnownLane>();

  constructor(private readonly postgres: Postgres) {}

  /**
   * The ids of these lanes, in their order. The rate of a sender becomes the one that is given here; where two integrations
   * name the same sender with different rates, the one told last counts.
   */
  async idsOf(lanes: readonly LaneContent[]): Promise<string[]> {
    const known = lanes.map((lane) => this.#find(lane));
    const unknown = lanes.filter((_, index) => known[index] === undefined);
    const learned = unknown.length === 0 ? undefined : await this.#learn(unknown);
    return lanes.map((lane, index) => {
      const id = known[index] ?? learned?.get(identityOf(lane));
      if (id === undefined) throw new Error('A lane was neither made nor found');
      return id;
    });
  }

  /** Sets the rates of senders that are known already or not, for what waits for them and what comes. */
  async setRates(senders: readonly Sender[]): Promise<void> {
    const byKey = [...new Map(senders.map((sender) => [sender.key, sender])).values()];
    await this.postgres.rows(
      UPSERT_SENDERS,
      columns(
        byKey,
        ({ key }) => key,
        ({ rate }) => spacingMs(rate),
      ),
    );
  }

  /** The id of a lane that is known with this very rate. */
  #find(lane: LaneContent): string | undefined {
    const known = this.#known.get(identityOf(lane));
    return known?.spacingMs === spacingMs(lane.sender.rate) ? known.id : undefined;
  }

  async #learn(unknown: readonly LaneContent[]): Promise<Map<string, string>> {
    const lanes = [...new Map(unknown.map((lane) => [identityOf(lane), lane])).values()];
    await this.setRates(lanes.map(({ sender }) => sender));
    const content = columns(
      lanes,
      (lane) => lane.appId,
      (lane) => lane.tenant,
      (lane) => lane.integrationId,
      (lane) => lane.sender.key,
    );
    await this.postgres.rows(INSERT_LANES, content);
    const rows = await this.postgres.rows<LaneRow>(FIND_LANES, content);
    const ids = new Map(rows.map((row) => [identityOfRow(row), row.id]));
    for (const lane of lanes) this.#remember(lane, ids.get(identityOf(lane)));
    return ids;
  }

  #remember(lane: LaneContent, id: string | undefined): void {
    if (id === undefined) return;
    this.#known.delete(identityOf(lane));
    this.#known.set(identityOf(lane), { id, spacingMs: spacingMs(lane.sender.rate) });
    const [oldest] = this.#known.keys();
    if (this.#known.size > KNOWN_LANES && oldest !== undefined) this.#known.delete(oldest);
  }
}

interface LaneRow {
  id: string;
  app_id: string;
  tenant: string | null;
  integration_id: string;
  key: string;
}

/** An empty tenant shares the lane of none: it is nobody in particular either way. */
function identityOf({ appId, tenant, integrationId, sender }: LaneContent): string {
  return JSON.stringify([appId, tenant ?? '', integrationId, sender.key]);
}

function identityOfRow(row: LaneRow): string {
  return JSON.stringify([row.app_id, row.tenant ?? '', row.integration_id, row.key]);
}
