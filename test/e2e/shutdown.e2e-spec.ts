import { once } from 'node:events';
import { request } from 'node:http';
import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase } from '#herald/store/testing';
import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { Herald, TEST_APP } from '../environment/herald.process.js';

/** More than it takes to notice, on a busy machine. */
const DRAIN_MS = 6_000;

describe('A server that is told to stop', () => {
  let emulator: Emulator;
  let database: TestDatabase;
  let herald: Herald;

  beforeAll(async () => {
    [emulator, database] = await Promise.all([Emulator.start({ EMULATOR_CALLBACKS: 'off' }), createTestDatabase()]);
    herald = await Herald.start({
      DATABASE_URL: database.connectionString,
      HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
      HERALD_DRAIN_MS: String(DRAIN_MS),
      ...emulator.heraldVariables,
      TWILIO_SENDS_PER_SECOND: '0',
    });
  });
  afterAll(async () => {
    await herald?.child.end('SIGINT');
    await database?.drop();
    await emulator?.stop();
  });

  const body = (message: string) => ({
    notification: { message },
    recipients: [{ identifier: 'ada', phoneNumber: '+12025550152' }],
  });

  async function underWay(delayMs: number, message: string): Promise<string> {
    await emulator.control('POST', 'faults', { fault: 'delay', delayMs, times: 1 });
    const requestId = await herald.notify(body(message));
    await eventually('The attempt', async () => {
      const { faults } = (await emulator.control('GET', 'faults')) as { faults: unknown[] };
      return faults.length === 0 || undefined;
    });
    return requestId;
  }

  /** A call whose body is not whole yet. */
  function slowCall(message: string) {
    const text = JSON.stringify(body(message));
    const call = request(`${herald.url}/v3/notifications`, {
      method: 'POST',
      headers: {
        'x-api-key': TEST_APP.apiKey,
        'x-api-secret': TEST_APP.apiSecret,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
    });
    call.write(text.slice(0, 10));
    const finish = async () => {
      call.end(text.slice(10));
      const [response] = (await once(call, 'response')) as [{ statusCode: number; resume(): void }];
      response.resume();
      return response.statusCode;
    };
    return { finish };
  }

  it('answers what is under way and what still comes, finishes its attempts, sends nothing new, and exits 0', async () => {
    const sent = await underWay(1_000, 'Under way');
    const slow = slowCall('Half a body');
    const ended = herald.child.end('SIGTERM');
    await eventually('A readiness that says no', async () => {
      const answer = await herald.call('GET', '/readyz');
      return answer.status === 503 && answer.body['detail'] === 'Herald is stopping.' ? true : undefined;
    });
    const late = await herald.call<{ requestId: string }>('POST', '/v3/notifications', body('Late'));
    expect([late.status, late.headers.get('connection')]).toEqual([202, 'close']);
    await herald.notificationOnce(sent, ({ deliveries: [only] }) => only?.status === 'sent');
    expect((await herald.call('GET', '/healthz')).status).toBe(200);
    expect(await slow.finish()).toBe(202);
    expect(await ended).toBe(0);
    expect((await emulator.ledger()).map(({ params }) => params['Body'])).toEqual(['Under way']);

    herald = await herald.startAgain();
    await herald.notificationOnce(late.body.requestId, ({ deliveries: [only] }) => only?.status === 'sent');
    const bodies = await eventually('The rest', async () => {
      const texts = (await emulator.ledger()).map(({ params }) => String(params['Body']));
      return texts.length === 3 ? texts : undefined;
    });
    expect(bodies.toSorted()).toEqual(['Half a body', 'Late', 'Under way']);
    expect((await herald.notificationOnce(sent, () => true)).deliveries).toMatchObject([
      { attempts: [{ number: 1, outcome: 'accepted' }] },
    ]);
  });

  it('ends at once when it is told a second time', async () => {
    await underWay(9_000, 'Long under way');
    const ended = herald.child.ended();
    await eventually('The end', () => {
      if (!herald.child.hasEnded) herald.child.process.kill('SIGTERM');
      return herald.child.hasEnded || undefined;
    });
    expect(await ended).toBe(1);
    expect(herald.child.output).toContain('once more');
  });
});
