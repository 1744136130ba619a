import pg from 'pg';
import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase, untilFeedShows } from '#herald/store/testing';
import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { type Answer, Herald } from '../environment/herald.process.js';
import { HeraldWorker } from '../environment/worker.process.js';
import { AddressProxy } from './address.proxy.fixture.js';
import { type RedisServer, startRedis } from '../environment/redis.process.js';

/** A machine that runs other things, too, may be overloaded for a while. */
const OVERLOADED_FOR_MS = 90_000;

/** What `compose.yaml` describes, run by hand: servers that only take calls, and workers, on one PostgreSQL and Redis. */
export class Cluster {
  readonly servers: Herald[] = [];
  readonly workers: HeraldWorker[] = [];

  private constructor(
    readonly emulator: Emulator,
    private readonly redis: RedisServer,
    private readonly proxy: AddressProxy,
    private readonly database: TestDatabase,
  ) {}

  /** Starts everything; all servers at the same time on the empty database, then all workers. */
  static async start(counts: { servers: number; workers: number }): Promise<Cluster> {
    const cluster = new Cluster(
      ...(await Promise.all([Emulator.start(), startRedis(), AddressProxy.start(), createTestDatabase()])),
    );
    try {
      await cluster.#startProcesses(counts);
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Takes turns between the servers: the one for the call with this number. */
  server(call: number): Herald {
    const server = this.servers[call % this.servers.length];
    if (server === undefined) throw new Error('There is no server');
    return server;
  }

  /**
   * Sends a notification as a client does: to the next server for each call, and again, under its key, when a server has
   * too much to do.
   */
  notify(call: number, body: object, key: string): Promise<Answer<{ requestId: string }>> {
    return eventually(
      'An answer of a server that is not overloaded',
      async () => {
        const headers = { 'idempotency-key': key };
        const answer = await this.server(call).call<{ requestId: string }>('POST', '/v3/notifications', body, headers);
        return answer.status === 503 ? undefined : answer;
      },
      OVERLOADED_FOR_MS,
    );
  }

  /** Runs a statement on Herald's database. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Waits until the event feed shows what is committed by now. */
  async feedShows(): Promise<void> {
    const client = await this.connect();
    try {
      await untilFeedShows(client);
    } finally {
      await client.end();
    }
  }

  /** A connection of the spec's own to Herald's database. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.database.connectionString });
    await client.connect();
    return client;
  }

  /** The sum of a counter's samples at one process whose labels contain these. */
  async counted({ url }: { url: string }, name: string, labels = ''): Promise<number> {
    const text = await (await fetch(`${url}/metrics`)).text();
    const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(labels));
    return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** Ends the first server and the first worker with SIGTERM; the proxy passes to the other servers only. Gives the exit codes. */
  async stopOneOfEach(): Promise<(number | null | undefined)[]> {
    const gone = [this.servers.shift(), this.workers.shift()];
    this.proxy.passTo(this.servers.map(({ url }) => url));
    return Promise.all(gone.map(async (process) => process?.child.end('SIGTERM')));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.workers, ...this.servers].map(({ child }) => child.end()));
    await this.emulator.stop();
    await this.proxy.stop();
    await this.redis.stop();
    await this.database.drop();
  }

  async #startProcesses({ servers, workers }: { servers: number; workers: number }): Promise<void> {
    const variables = {
      ...this.emulator.heraldVariables,
      DATABASE_URL: this.database.connectionString,
      REDIS_URL: this.redis.url,
      HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
      HERALD_PUBLIC_URL: this.proxy.url,
      LOG_LEVEL: 'warn',
    };
    const started = Array.from({ length: servers }, () => Herald.start({ ...variables, HERALD_ROLE: 'api' }));
    this.servers.push(...(await Promise.all(started)));
    this.proxy.passTo(this.servers.map(({ url }) => url));
    const working = Array.from({ length: workers }, () => HeraldWorker.start(variables));
    this.workers.push(...(await Promise.all(working)));
  }
}
