import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase } from '#herald/store/testing';
import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { type Answer, Herald } from '../environment/herald.process.js';
import { TcpProxy } from '../environment/tcp.proxy.js';

const CALLS_AT_ONCE = 30;

const OUTAGES = {
  'refuses connections': (proxy: TcpProxy) => proxy.refuse(),
  'keeps connections open and answers nothing': async (proxy: TcpProxy) => proxy.swallow(),
};

describe.each(Object.entries(OUTAGES))('A server whose PostgreSQL %s', (_, strike) => {
  let emulator: Emulator;
  let database: TestDatabase;
  let proxy: TcpProxy;
  let herald: Herald;

  beforeAll(async () => {
    [emulator, database] = await Promise.all([Emulator.start(), createTestDatabase()]);
    proxy = await TcpProxy.before(database.connectionString);
    herald = await Herald.start({
      DATABASE_URL: proxy.url,
      HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
      ...emulator.heraldVariables,
    });
  });
  afterAll(async () => {
    await herald?.child.end();
    await proxy?.stop();
    await database?.drop();
    await emulator?.stop();
  });

  const body = (message: string) => ({
    notification: { message },
    recipients: [{ identifier: 'ada', phoneNumber: '+12025550150' }],
  });

  async function seen(requestId: string): Promise<void> {
    await herald.notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'seen');
  }

  function isUnavailable({ status, headers, body: problem }: Answer<Record<string, unknown>>) {
    expect({ status, retryAfter: headers.get('retry-after'), problem }).toMatchObject({
      status: 503,
      retryAfter: '2',
      problem: { type: '/problems/unavailable', status: 503 },
    });
  }

  it('says so, keeps the outcome that was under way, and goes on by itself', async () => {
    await seen(await herald.notify(body('Before')));
    await emulator.control('POST', 'faults', { fault: 'delay', delayMs: 1_500, times: 1 });
    const underWay = await herald.notify(body('Under way'));
    await eventually('The attempt', async () => {
      const { faults } = (await emulator.control('GET', 'faults')) as { faults: unknown[] };
      return faults.length === 0 || undefined;
    });
    await strike(proxy);

    const calls = Array.from({ length: CALLS_AT_ONCE }, (__, index) =>
      index % 2 === 0
        ? herald.call('POST', '/v3/notifications', body('During'))
        : herald.call('GET', `/v3/notifications/${underWay}`),
    );
    for (const answer of await Promise.all(calls)) isUnavailable(answer);
    const callback = await fetch(`${herald.url}/api/v1/apps/test-app/webhook/twilio_whatsapp`, { method: 'POST' });
    expect(callback.status).toBe(503);
    const readiness = await herald.call('GET', '/readyz');
    isUnavailable(readiness);
    expect(readiness.body['detail']).toContain('PostgreSQL is away');
    expect((await herald.call('GET', '/healthz')).status).toBe(200);
    const metrics = await herald.call<string>('GET', '/metrics');
    expect(metrics.body).toContain('herald_dependency_up{name="store"} 0');

    await eventually(
      'What was under way, at the vendor',
      async () => (await emulator.ledger()).length === 2 || undefined,
    );
    await proxy.heal();
    await eventually('Readiness', async () => (await herald.call('GET', '/readyz')).status === 200 || undefined);
    // What the vendor reported meanwhile was answered 503; a vendor that has given up is asked later.
    const { deliveries } = await herald.notificationOnce(
      underWay,
      ({ deliveries: [only] }) => only?.attempts[0]?.outcome === 'accepted',
    );
    expect(deliveries).toMatchObject([{ attempts: [{ number: 1 }] }]);
    await seen(await herald.notify(body('After')));
    const bodies = (await emulator.ledger()).map(({ params }) => params['Body']);
    expect(bodies).toEqual(['Before', 'Under way', 'After']);
    await eventually('The line', () => herald.child.output.includes('PostgreSQL is back') || undefined);
    const lines = herald.child.output.trim().split('\n');
    expect(lines.filter((line) => line.includes('PostgreSQL is away'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('PostgreSQL is back'))).toHaveLength(1);
    expect(lines.length).toBeLessThan(10);
  });
});
