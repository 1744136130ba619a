import type { ProviderConfig } from '#herald/channel-provider';
import { type Selectable, sql } from 'kysely';
import { BriefMemory } from './brief.memory.js';
import type { Postgres } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import type { Schema } from './schema.types.js';
import type { SecretBox } from './secret.box.js';
import { Batcher } from './statement.batch.js';

const CACHED_CONFIGS = 10_000;

/** A provider switched on for an app, or for one tenant of it, with its configuration in the open. Never shown as it is. */
export interface Integration {
  id: string;
  appId: string;
  tenant: string | null;
  provider: string;
  channel: string;
  label: string | null;
  enabled: boolean;
  /** Lowest first where several could carry a notification. */
  priority: number;
  /** True when a request may bring credentials of its own. */
  allowCredentialOverride: boolean;
  config: ProviderConfig;
  /** The account at the vendor, for callbacks that name no delivery. */
  account: string | null;
  /** Grows with every change. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** An integration as it is written: the configuration in its two parts. */
export type IntegrationWrite = Omit<Integration, 'config' | 'version' | 'createdAt' | 'updatedAt'> & {
  open: ProviderConfig;
  secret: ProviderConfig;
};

type IntegrationRow = Selectable<Schema['integrations']>;

/** Rows with the moment at which reading them began, on the monotonic clock. */
interface EnabledRows {
  rows: IntegrationRow[];
  readAtMs: number;
}

const ENABLED_OF_APPS = {
  name: 'enabled_integrations_of_apps',
  text: 'select * from integrations where app_id = any($1::uuid[]) and enabled order by priority, id',
};

const BY_IDS = { name: 'integrations_by_ids', text: 'select * from integrations where id = any($1::uuid[])' };

/** The integrations of each app; secrets are sealed and bound to their row. */
export class IntegrationRepository {
  readonly #enabled: Batcher<string, EnabledRows>;
  readonly #byId: Batcher<string, IntegrationRow | undefined>;
  /** Opened secrets by row and version: unsealing for every message would cost more than sending it. */
  readonly #secrets = new Map<string, ProviderConfig>();
  /** Those that are switched on, by app, as they were a moment ago. */
  readonly #recent = new BriefMemory<readonly Integration[]>();
  /** By id, as they were a moment ago. */
  readonly #recentById = new BriefMemory<Integration>();
  /** By id, as last read by `findVersion`. */
  readonly #known = new Map<string, Integration>();

  constructor(
    private readonly postgres: Postgres,
    private readonly box: SecretBox,
  ) {
    this.#enabled = new Batcher((appIds) => this.#readEnabled(appIds), isRowFault);
    this.#byId = new Batcher((ids) => this.#readByIds(ids), isRowFault);
  }

  /**
   * The app's integrations that are switched on, best first. What another process changed may be missing for
   * `REMEMBERED_FOR_MS`.
   *
   * @throws UnsealError when the secrets of one cannot be opened; callers for other apps do not notice
   */
  async enabledOf(appId: string): Promise<readonly Integration[]> {
    const known = this.#recent.get(appId);
    if (known !== undefined) return known;
    const { rows, readAtMs } = await this.#enabled.add(appId);
    const integrations = rows.map((row) => this.#toIntegration(row));
    this.#recent.remember(appId, integrations, readAtMs);
    return integrations;
  }

  /**
   * By id, whichever app it belongs to.
   *
   * @throws UnsealError when its secrets cannot be opened
   */
  async findById(id: string): Promise<Integration | undefined> {
    const row = await this.#byId.add(id);
    return row === undefined ? undefined : this.#toIntegration(row);
  }

  /**
   * As `findById`. What another process changed may be missing for `REMEMBERED_FOR_MS`.
   *
   * @throws UnsealError when its secrets cannot be opened
   */
  async findRecent(id: string): Promise<Integration | undefined> {
    const known = this.#recentById.get(id);
    if (known !== undefined) return known;
    const readAtMs = performance.now();
    const found = await this.findById(id);
    if (found !== undefined) this.#recentById.remember(id, found, readAtMs);
    return found;
  }

  /**
   * The integration in the version that the caller has just read, from memory where that is known; a later one when it was
   * changed meanwhile.
   *
   * @throws UnsealError when its secrets cannot be opened
   */
  async findVersion(id: string, version: number): Promise<Integration | undefined> {
    const known = this.#known.get(id);
    if (known?.version === version) return known;
    const found = await this.findById(id);
    if (found !== undefined) remember(this.#known, id, found);
    return found;
  }

  async list(appId: string): Promise<Integration[]> {
    const rows = await this.postgres.query
      .selectFrom('integrations')
      .selectAll()
      .where('app_id', '=', appId)
      .orderBy('channel')
      .orderBy('priority')
      .orderBy('id')
      .execute();
    return rows.map((row) => this.#toIntegration(row));
  }

  async insert(write: IntegrationWrite): Promise<Integration> {
    const row = await this.postgres.query
      .insertInto('integrations')
      .values({
        id: write.id,
        app_id: write.appId,
        provider: write.provider,
        channel: write.channel,
        ...this.#toColumns(write),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    this.#forgetRecent();
    return this.#toIntegration(row);
  }

  /** Replaces everything but id, app, provider and channel; undefined when it is gone. */
  async update(write: IntegrationWrite): Promise<Integration | undefined> {
    const row = await this.postgres.query
      .updateTable('integrations')
      .set({ ...this.#toColumns(write), version: sql`version + 1`, updated_at: sql`now()` })
      .where('id', '=', write.id)
      .where('app_id', '=', write.appId)
      .returningAll()
      .executeTakeFirst();
    this.#forgetRecent();
    return row === undefined ? undefined : this.#toIntegration(row);
  }

  /** True when there was such an integration. What waits for it is discarded when its turn comes. */
  async delete(appId: string, id: string): Promise<boolean> {
    const result = await this.postgres.query
      .deleteFrom('integrations')
      .where('id', '=', id)
      .where('app_id', '=', appId)
      .executeTakeFirst();
    this.#forgetRecent();
    return result.numDeletedRows > 0n;
  }

  #forgetRecent(): void {
    this.#recent.forgetAll();
    this.#recentById.forgetAll();
  }

  async #readEnabled(appIds: string[]): Promise<EnabledRows[]> {
    const readAtMs = performance.now();
    const rows = await this.postgres.rows<IntegrationRow>(ENABLED_OF_APPS, [[...new Set(appIds)]]);
    const byApp = new Map<string, IntegrationRow[]>(appIds.map((appId) => [appId, []]));
    for (const row of rows) byApp.get(row.app_id)?.push(row);
    return appIds.map((appId) => ({ rows: byApp.get(appId) ?? [], readAtMs }));
  }

  async #readByIds(ids: string[]): Promise<(IntegrationRow | undefined)[]> {
    const rows = await this.postgres.rows<IntegrationRow>(BY_IDS, [[...new Set(ids)]]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  }

  #toColumns(write: IntegrationWrite) {
    return {
      tenant: write.tenant,
      label: write.label,
      enabled: write.enabled,
      priority: write.priority,
      allow_credential_override: write.allowCredentialOverride,
      account: write.account,
      config: JSON.stringify(write.open),
      secrets: this.box.seal(JSON.stringify(write.secret), sealContext(write.id)),
    };
  }

  #toIntegration(row: IntegrationRow): Integration {
    return {
      id: row.id,
      appId: row.app_id,
      tenant: row.tenant,
      provider: row.provider,
      channel: row.channel,
      label: row.label,
      enabled: row.enabled,
      priority: row.priority,
      allowCredentialOverride: row.allow_credential_override,
      config: { ...row.config, ...this.#openSecrets(row) },
      account: row.account,
      version: row.version,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }

  #openSecrets(row: IntegrationRow): ProviderConfig {
    const key = `${row.id}:${row.version}`;
    const cached = this.#secrets.get(key);
    if (cached !== undefined) return cached;
    const opened = JSON.parse(this.box.open(row.secrets, sealContext(row.id))) as ProviderConfig;
    remember(this.#secrets, key, opened);
    return opened;
  }
}

/** Keeps a value, and no more than so many: the one kept first is forgotten. */
function remember<Value>(kept: Map<string, Value>, key: string, value: Value): void {
  const [oldest] = kept.keys();
  if (kept.size >= CACHED_CONFIGS && oldest !== undefined) kept.delete(oldest);
  kept.set(key, value);
}

function sealContext(id: string): string {
  return `integrations:${id}`;
}
