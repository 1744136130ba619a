import { once } from 'node:events';
import pg from 'pg';
import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase } from '#herald/store/testing';
import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { Herald, type NotificationAnswer } from '../environment/herald.process.js';
import { IS_REDIS_INSTALLED, type RedisServer, startRedis } from '../environment/redis.process.js';
import { HeraldWorker } from '../environment/worker.process.js';

/** Some regular looks of a dispatcher: had there been one, it would have found what is due. */
const SEVERAL_LOOKS_MS = 1_000;

const QUEUES = IS_REDIS_INSTALLED ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

describe.each(QUEUES)('A worker beside a server that only takes calls, with the queue on %s', (queue) => {
  let database: TestDatabase;
  let redis: RedisServer | undefined;
  let emulator: Emulator;
  let variables: Record<string, string>;
  let herald: Herald;
  let worker: HeraldWorker;

  beforeAll(async () => {
    [database, emulator] = await Promise.all([createTestDatabase(), Emulator.start()]);
    if (queue === 'Redis') redis = await startRedis();
    variables = {
      DATABASE_URL: database.connectionString,
      HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
      LOG_LEVEL: 'warn',
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
      ...emulator.heraldVariables,
    };
    herald = await Herald.start({ ...variables, HERALD_ROLE: 'api' });
    await startWorker();
  });
  afterAll(async () => {
    await worker?.child.end();
    await herald?.child.end();
    await redis?.stop();
    await emulator?.stop();
    await database?.drop();
  });

  async function startWorker(): Promise<void> {
    // The address that vendors call back is the server's.
    worker = await HeraldWorker.start({ ...variables, HERALD_PUBLIC_URL: herald.url });
  }

  function notify(message: string): Promise<string> {
    const recipients = [{ identifier: 'ada', phoneNumber: '+12025550130' }];
    return herald.notify({ notification: { message }, recipients });
  }

  it('sends what the server took, and the server hears what became of it', async () => {
    const { deliveries } = await herald.notificationOnce(await notify('By the worker'), isSeen);
    expect(deliveries).toMatchObject([{ attempts: [{ outcome: 'accepted' }] }]);
    expect(await emulator.ledger()).toMatchObject([{ params: { Body: 'By the worker' } }]);
  });

  it('is told at once by the server, and listens', async () => {
    const listener = new pg.Client({ connectionString: database.connectionString });
    await listener.connect();
    try {
      await listener.query('listen herald_due');
      const told = once(listener, 'notification');
      await notify('Announced');
      expect(await told).toMatchObject([{ channel: 'herald_due' }]);
      const { rows } = await listener.query(
        `select query from pg_stat_activity where datname = current_database() and application_name = 'herald-due'`,
      );
      expect(rows).toEqual([{ query: 'listen herald_due' }]);
    } finally {
      await listener.end();
    }
  });

  it('tells about its health', async () => {
    const answers = await Promise.all(
      ['/healthz', '/readyz', '/v3/providers'].map(async (path) => {
        const response = await fetch(worker.url + path);
        return { status: response.status, body: await response.json() };
      }),
    );
    expect(answers).toMatchObject([
      { status: 200, body: { status: 'ok' } },
      { status: 200, body: { status: 'ready' } },
      { status: 404 },
    ]);
  });

  it('stops on SIGTERM; what is taken meanwhile waits, visibly, until a worker comes', async () => {
    expect(await worker.child.end('SIGTERM')).toBe(0);
    const requestId = await notify('Waits for a worker');
    const waiting = await herald.notificationOnce(requestId, ({ createdAt, deliveries: [delivery] }) => {
      if (delivery?.status !== 'pending') throw new Error('It went out without a worker');
      return Date.now() - new Date(createdAt).getTime() > SEVERAL_LOOKS_MS;
    });
    expect(waiting.deliveries).toMatchObject([{ status: 'pending', attempts: [], waiting: { stage: 'due' } }]);
    expect((await emulator.ledger()).map(({ params }) => params['Body'])).not.toContain('Waits for a worker');
    await startWorker();
    await herald.notificationOnce(requestId, isSeen);
    const bodies = (await emulator.ledger()).map(({ params }) => params['Body']);
    expect(bodies.filter((body) => body === 'Waits for a worker')).toHaveLength(1);
  });

  it('finishes what it has under way before it stops', async () => {
    await emulator.control('POST', 'faults', { fault: 'delay', delayMs: 1_000, times: 1 });
    const requestId = await notify('Under way');
    await eventually('The attempt', async () => {
      const { faults } = (await emulator.control('GET', 'faults')) as { faults: unknown[] };
      return faults.length === 0 || undefined;
    });
    expect(await worker.child.end('SIGTERM')).toBe(0);
    const { deliveries } = await herald.notificationOnce(requestId, isSeen);
    expect(deliveries).toMatchObject([{ attempts: [{ number: 1, outcome: 'accepted' }] }]);
  });
});

function isSeen({ deliveries }: NotificationAnswer): boolean {
  return deliveries.every(({ status }) => status === 'seen');
}
