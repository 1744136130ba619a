import type { Answer } from '../environment/herald.process.js';
import { eventually } from '../environment/eventually.js';
import { Cluster } from './cluster.fixture.js';
import { describeOnRedis } from './redis.fixture.js';

const CALLS = 100;
/** Waits for what workers and the vendor do are long where the machine is busy. */
const WITHIN_MS = 60_000;
/** Some sweeps: had the key been let go, a call would have been carried out anew. */
const SWEEPS_MS = 3_000;

jest.setTimeout(2 * WITHIN_MS);

interface Accepted {
  requestId: string;
}

describeOnRedis('An Idempotency-Key, over two servers', () => {
  let cluster: Cluster;
  let calls = 0;

  beforeAll(async () => {
    cluster = await Cluster.start({ servers: 2, workers: 1 });
  });
  afterAll(() => cluster?.stop());

  /** Each call goes to another server than the one before. */
  function notify(key: string, message: string): Promise<Answer<Accepted>> {
    calls += 1;
    const body = { notification: { message }, recipients: [{ identifier: 'ada', phoneNumber: '+12025550130' }] };
    return cluster.notify(calls, body, key);
  }

  async function sent(message: string): Promise<number> {
    await cluster.emulator.control('GET', 'settled?timeoutMs=60000');
    return (await cluster.emulator.ledger()).filter(({ params }) => params['Body'] === message).length;
  }

  function isReplay({ headers }: Answer<Accepted>): boolean {
    return headers.get('idempotency-replayed') === 'true';
  }

  /** Makes the notification look this old. */
  async function age(requestId: string, interval: string): Promise<void> {
    await cluster.query('update notifications set created_at = now() - $2::interval where id = $1', [
      requestId,
      interval,
    ]);
  }

  it(`of ${CALLS} equal calls at the same time makes one notification, and all but one say that they are repeats`, async () => {
    const answers = await Promise.all(Array.from({ length: CALLS }, () => notify('order-1', 'Order 1')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const [requestId = '', ...others] = new Set(answers.map(({ body }) => body.requestId));
    expect(others).toEqual([]);
    expect(answers.filter(isReplay)).toHaveLength(CALLS - 1);
    await cluster.server(0).notificationOnce(requestId, ({ deliveries: [only] }) => only?.status === 'seen', WITHIN_MS);
    expect(await sent('Order 1')).toBe(1);
    expect(await cluster.query(`select count(*)::int as rows from notifications`)).toEqual([{ rows: 1 }]);
  });

  it('is refused with another body at the other server, at once', async () => {
    const first = await notify('order-2', 'Order 2');
    const other = await notify('order-2', 'Order 2, changed');
    expect(first.status).toBe(202);
    expect(other).toMatchObject({ status: 422, body: { type: '/problems/idempotency-conflict' } });
    expect(other.headers.get('retry-after')).toBeNull();
    expect((await notify('order-2', 'Order 2')).body).toEqual(first.body);
  });

  it('is answered after the first call, which still holds the key, has been committed', async () => {
    const [{ id: appId } = { id: '' }] = await cluster.query<{ id: string }>('select id from apps');
    const holder = await cluster.connect();
    await holder.query('begin');
    await holder.query(
      `insert into notifications (id, app_id, content, data, idempotency_key, body_hash)
      values (gen_random_uuid(), $1, '{}', '{}', 'order-3', '')`,
      [appId],
    );
    const repeat = notify('order-3', 'Order 3');
    await eventually(
      'The repeat waiting for the first',
      async () => {
        const [{ waiting } = { waiting: 0 }] = await cluster.query<{ waiting: number }>(
          `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'`,
        );
        return waiting > 0 || undefined;
      },
      WITHIN_MS,
    );
    await holder.query('rollback');
    await holder.end();
    const answer = await repeat;
    expect([answer.status, isReplay(answer)]).toEqual([202, false]);
  });

  it('belongs to its first call for 24 hours, and not longer', async () => {
    const first = await notify('order-4', 'Order 4');
    await age(first.body.requestId, '23 hours 59 minutes');
    const until = Date.now() + SWEEPS_MS;
    while (Date.now() < until) expect((await notify('order-4', 'Order 4')).body).toEqual(first.body);
    await age(first.body.requestId, '24 hours 1 second');
    const anew = await eventually(
      'The key, free again',
      async () => {
        const answer = await notify('order-4', 'Order 4');
        return isReplay(answer) ? undefined : answer;
      },
      WITHIN_MS,
    );
    expect(anew.status).toBe(202);
    expect(anew.body.requestId).not.toBe(first.body.requestId);
    expect(isReplay(await notify('order-4', 'Order 4'))).toBe(true);
    for (const { body } of [first, anew]) {
      await cluster
        .server(0)
        .notificationOnce(body.requestId, ({ deliveries: [only] }) => only?.status === 'seen', WITHIN_MS);
    }
    expect(await sent('Order 4')).toBe(2);
  });
});
