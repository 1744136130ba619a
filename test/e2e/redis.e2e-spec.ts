import { Queue } from 'bullmq';
import pg from 'pg';
import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { Herald, type NotificationAnswer } from '../environment/herald.process.js';
import { type RedisServer, everythingIn, startRedis } from '../environment/redis.process.js';
import { describeOnRedis } from './redis.fixture.js';

const HELD = 16;

describeOnRedis('Herald with its queue on Redis', () => {
  let redis: RedisServer;
  let emulator: Emulator;
  let herald: Herald;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    [redis, emulator] = await Promise.all([startRedis(), Emulator.start()]);
    ({ herald, stop } = await Herald.startOnTestDatabase({ REDIS_URL: redis.url, ...emulator.heraldVariables }));
  });
  afterAll(async () => {
    await stop?.();
    await emulator?.stop();
    await redis?.stop();
  });

  /** What was handed to the queue counts as lost after a lease; this is not waited for. */
  async function leasesRunOut(): Promise<void> {
    const database = new pg.Client({ connectionString: herald.variables['DATABASE_URL'] });
    await database.connect();
    try {
      await database.query(`update deliveries set lease_until = now() where stage = 'claimed'`);
    } finally {
      await database.end();
    }
  }

  it('sends, and hears what became of it', async () => {
    const recipients = [{ identifier: 'ada', phoneNumber: '+12025550120' }];
    const requestId = await herald.notify({ notification: { message: 'By way of Redis' }, recipients });
    const { deliveries } = await herald.notificationOnce(requestId, isSeen);
    expect(deliveries).toMatchObject([{ provider: 'twilio_whatsapp', attempts: [{ outcome: 'accepted' }] }]);
    expect(await emulator.ledger()).toMatchObject([
      { to: 'whatsapp:+12025550120', params: { Body: 'By way of Redis' } },
    ]);
    expect(await redis.client.keys('bull:deliveries:*')).not.toEqual([]);
  });

  it('says so when Redis is set to throw jobs away, and starts', async () => {
    expect(herald.child.output).not.toContain('maxmemory-policy');
    await redis.client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const second = await Herald.startOnTestDatabase({ REDIS_URL: redis.url });
    const warning = 'its maxmemory-policy is allkeys-lru. Set it to noeviction';
    await eventually('The warning', () => second.herald.child.output.includes(warning) || undefined);
    await second.stop();
    await redis.client.config('SET', 'maxmemory-policy', 'noeviction');
  });

  it('keeps nothing about anybody in Redis, and loses nothing with it', async () => {
    // A worker takes every job there is; only a queue that stands still has jobs that wait.
    const queue = new Queue('deliveries', { connection: { url: redis.url } });
    await queue.pause();
    const messages = Array.from({ length: HELD }, (_, index) => `body-canary-${index}`);
    const ids: string[] = [];
    for (const [index, message] of messages.entries()) {
      const id = await herald.notify({
        notification: { title: 'title-canary', message },
        recipients: [{ identifier: `identifier-canary-${index}`, phoneNumber: '+12025550121' }],
        data: { note: 'data-canary' },
      });
      // One at a time, so that each becomes a job of its own.
      await herald.notificationOnce(id, ({ deliveries: [only] }) => only?.waiting?.stage === 'claimed');
      ids.push(id);
    }
    const kept = await eventually('Jobs that wait in Redis', async () => {
      const { waiting = 0 } = await queue.getJobCounts('waiting');
      return waiting === HELD ? everythingIn(redis.client) : undefined;
    });
    const [{ sid, token }] = emulator.accounts;
    for (const secret of ['2025550121', 'canary', sid, token, Emulator.sender]) expect(kept).not.toContain(secret);

    await redis.client.flushall();
    await queue.close();
    await leasesRunOut();
    const deliveryIds: string[] = [];
    for (const id of ids) {
      const { deliveries } = await herald.notificationOnce(id, isSeen);
      deliveryIds.push(...deliveries.map((delivery) => delivery.id));
    }
    expect(deliveryIds.filter((id) => kept.includes(id))).not.toEqual([]);
    const arrived = (await emulator.ledger()).filter(({ to }) => to === 'whatsapp:+12025550121');
    expect(arrived.map(({ params }) => String(params['Body'])).toSorted()).toEqual(messages.toSorted());
  });
});

function isSeen({ deliveries }: NotificationAnswer): boolean {
  return deliveries.every(({ status }) => status === 'seen');
}
