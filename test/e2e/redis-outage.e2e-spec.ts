import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { Herald } from '../environment/herald.process.js';
import { IS_REDIS_INSTALLED, type RedisServer, startRedis } from '../environment/redis.process.js';
import { TcpProxy } from '../environment/tcp.proxy.js';

/** Longer than a lease: what was handed over just before an outage has come back by then. */
const LEASE_AND_MORE_MS = 60_000;

interface Parts {
  redis: RedisServer;
  proxy: TcpProxy;
}

/** What can become of a Redis, and how it is itself again. */
const OUTAGES: Record<string, { strike(parts: Parts): Promise<unknown>; mend(parts: Parts): Promise<unknown> }> = {
  'is out of memory': {
    strike: ({ redis }) => redis.client.config('SET', 'maxmemory', '1mb'),
    mend: ({ redis }) => redis.client.config('SET', 'maxmemory', '0'),
  },
  'became a read-only replica': {
    strike: ({ redis }) => redis.client.replicaof('127.0.0.1', '1'),
    mend: ({ redis }) => redis.client.replicaof('NO', 'ONE'),
  },
  'refuses connections': {
    strike: ({ proxy }) => proxy.refuse(),
    mend: ({ proxy }) => proxy.heal(),
  },
  'keeps connections open and answers nothing': {
    strike: async ({ proxy }) => proxy.swallow(),
    mend: ({ proxy }) => proxy.heal(),
  },
  'was killed, and comes back empty': {
    strike: ({ proxy }) => proxy.refuse(),
    mend: async ({ redis, proxy }) => {
      await redis.killAndStart();
      await proxy.heal();
    },
  },
};

if (IS_REDIS_INSTALLED) describe('A server whose Redis', onRedis);
else {
  it('cannot be tried without Redis: redis-server is not installed', () => {
    console.warn('redis-server is not installed; where CI is set, that is a failure');
    expect(process.env['CI'] ?? '').toBe('');
  });
}

function onRedis(): void {
  let emulator: Emulator;
  let parts: Parts;
  let herald: Herald;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const [redis, started] = await Promise.all([startRedis(), Emulator.start()]);
    emulator = started;
    parts = { redis, proxy: await TcpProxy.before(redis.url) };
    ({ herald, stop } = await Herald.startOnTestDatabase({
      REDIS_URL: parts.proxy.url,
      ...emulator.heraldVariables,
      TWILIO_SENDS_PER_SECOND: '0',
    }));
  });
  afterAll(async () => {
    await stop?.();
    await parts?.proxy.stop();
    await emulator?.stop();
    await parts?.redis.stop();
  });

  const notify = (message: string) =>
    herald.notify({ notification: { message }, recipients: [{ identifier: 'ada', phoneNumber: '+12025550151' }] });

  const seen = (requestId: string) =>
    herald.notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'seen', LEASE_AND_MORE_MS);

  const linesWith = (text: string) => herald.child.output.split('\n').filter((line) => line.includes(text)).length;

  it.each(Object.entries(OUTAGES))(
    '%s still takes notifications, and sends them by itself when Redis is well',
    async (outage, failure) => {
      await seen(await notify(`Before: ${outage}`));
      const [aways, backs, lines] = [linesWith('The queue is away'), linesWith('The queue is back'), linesWith('')];
      await failure.strike(parts);
      const requestId = await notify(`During: ${outage}`);
      const problems = await eventually('The problem', async () => {
        const answer = await herald.call<{ problems: string[] }>('GET', '/readyz');
        expect(answer.status).toBe(200);
        return answer.body.problems.length > 0 ? answer.body.problems : undefined;
      });
      expect(problems).toEqual([expect.stringContaining('The queue is away')]);
      expect((await herald.call<string>('GET', '/metrics')).body).toContain('herald_dependency_up{name="queue"} 0');
      await failure.mend(parts);
      await seen(requestId);
      const bodies = (await emulator.ledger()).map(({ params }) => params['Body']);
      expect(bodies.filter((body) => body === `During: ${outage}`)).toHaveLength(1);
      await eventually('The line that it is back', () => linesWith('The queue is back') > backs || undefined);
      expect(linesWith('The queue is away') - aways).toBe(1);
      expect(linesWith('The queue is back') - backs).toBe(1);
      expect(linesWith('') - lines).toBeLessThan(8);
    },
  );
}
