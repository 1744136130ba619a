import { Emulator } from '../environment/emulator.process.js';
import { eventually } from '../environment/eventually.js';
import { Stand } from './stand.fixture.js';
import { callbackUrlOf, postForm, statusForm } from './twilio-callback.fixture.js';

/** Each would be found wherever it stood. */
const BODY = 'canary of a body';
const TOKEN = 'canary-of-a-token';
const PASSWORD = 'canary-of-a-password';
const NUMBER = '+12025550177';
const EMAIL = 'canary@example.com';

/** Faults of the vendor, each of which is logged, counted and explained somewhere. */
const FAULTS = [
  'reset-before-accept',
  'reset-after-accept',
  '500',
  '502-html',
  'garbage-201',
  'truncated-after-accept',
];

describe('What Herald must not tell', () => {
  let stand: Stand;
  /** Everything that was answered to faulty calls. */
  const problems: string[] = [];

  beforeAll(async () => {
    stand = await Stand.start({ LOG_LEVEL: 'trace' });
  });
  afterAll(() => stand?.stop());

  /** Makes a call that fails, and keeps the answer. */
  async function fails(method: string, path: string, body: unknown, headers = {}): Promise<void> {
    const answer = await stand.herald.call(method, path, body, headers);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    problems.push(JSON.stringify(answer.body));
  }

  function content(more: object = {}) {
    return { notification: { title: BODY, message: BODY }, data: { text: BODY }, ...more };
  }

  it('is in no answer to a faulty call', async () => {
    const path = '/v3/notifications';
    for (const text of [BODY, `{"notification": ${BODY}`, `{"message": "${BODY}`, `{"a":"${BODY}"} ${BODY}`]) {
      await fails('POST', path, text);
    }
    await fails('POST', path, content({ recipients: [{ identifier: 5, phoneNumber: [NUMBER] }] }));
    await fails('POST', path, content({ recipients: ['jo'], category: { text: BODY }, sendAt: BODY }));
    await fails('POST', path, JSON.stringify(content({ recipients: ['jo'] })), { 'content-type': 'text/plain' });
    const override = { twilio_whatsapp: { TWILIO_AUTH_TOKEN: TOKEN, TWILIO_FROM_NUMBER: BODY, Body: [BODY] } };
    await fails('POST', path, content({ recipients: ['jo'], override }));
    await fails('POST', path, content({ recipients: ['jo'] }), { 'x-api-secret': TOKEN });
    const config = { TWILIO_ACCOUNT_SID: TOKEN, TWILIO_AUTH_TOKEN: [TOKEN], TWILIO_FROM_NUMBER: TOKEN, [TOKEN]: 1 };
    await fails('POST', '/v3/integrations', { provider: 'twilio_whatsapp', config: { ...config, [TOKEN]: undefined } });
    await fails('POST', '/v3/users', { identifier: 'jo', email: [EMAIL], phoneNumber: { number: NUMBER } });
    for (const problem of problems) {
      for (const secret of ['canary', NUMBER]) expect(problem).not.toContain(secret);
    }
  });

  it('is not in the log or the metrics after failures of every kind', async () => {
    const { herald, emulator } = stand;
    const [{ sid }] = emulator.accounts;
    const twilio = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: TOKEN, TWILIO_FROM_NUMBER: Emulator.sender };
    const smtp = {
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: 1,
      SMTP_USERNAME: 'u',
      SMTP_PASSWORD: PASSWORD,
      SMTP_FROM: EMAIL,
    };
    for (const integration of [
      { provider: 'twilio_whatsapp', tenant: 'misconfigured', config: twilio },
      { provider: 'smtp_email', tenant: 'misconfigured', config: smtp },
    ]) {
      const answer = await herald.call<{ id: string }>('POST', '/v3/integrations', integration);
      expect(answer.status).toBe(201);
      await herald.call('POST', `/v3/integrations/${answer.body.id}/verify`);
    }
    const recipients = [{ identifier: 'jo', phoneNumber: NUMBER, email: EMAIL }];
    const requestIds = [await herald.notify(content({ recipients, tenant: 'misconfigured' }))];
    // A number of its own for each: what goes to the same one waits while an earlier outcome is unknown.
    const numbers = FAULTS.map((_, index) => `${NUMBER.slice(0, -2)}${10 + index}`);
    for (const [index, fault] of FAULTS.entries()) {
      const phoneNumber = numbers[index];
      await emulator.control('POST', 'faults', { fault, match: { to: `whatsapp:${phoneNumber}` } });
      const requestId = await herald.notify(content({ recipients: [{ identifier: `jo-${index}`, phoneNumber }] }));
      await stand.deliveryOnce(requestId, ({ attempts: [first] }) => (first?.outcome ?? null) !== null);
      requestIds.push(requestId);
    }
    const [entry] = (await Promise.all(numbers.map((number) => stand.acceptedFor(number)))).flat();
    if (entry === undefined) throw new Error('Nothing was accepted');
    const forged = { ...statusForm(entry, 'read'), Body: BODY };
    expect((await postForm(callbackUrlOf(entry), forged, 'x')).status).toBe(403);
    await herald.notificationOnce(requestIds[0] ?? '', ({ deliveries }) =>
      deliveries.every(({ attempts }) => attempts.some(({ outcome }) => outcome !== null)),
    );
    await breakDatabaseConnections();
    const metrics = (await herald.call<string>('GET', '/metrics')).body;
    expect(metrics).toContain('herald_attempts_total{provider="twilio_whatsapp",outcome="unknown"');
    expect(metrics).toContain('herald_attempts_total{provider="smtp_email",outcome="retry"');
    const { output } = herald.child;
    expect(output).toContain('Herald listens');
    for (const secret of ['canary', NUMBER, ...numbers, emulator.accounts[0].token, 'a-secret-for-tests-only', 'jo@']) {
      expect([secret, output.includes(secret), metrics.includes(secret)]).toEqual([secret, false, false]);
    }
  });

  /** Ends Herald's connections while it takes notifications, so that statements with their values fail. */
  async function breakDatabaseConnections(): Promise<void> {
    const recipients = [{ identifier: 'jo', phoneNumber: NUMBER, email: EMAIL }];
    const calls = Array.from({ length: 20 }, () =>
      stand.herald.call('POST', '/v3/notifications', content({ recipients, sendAt: '2026-01-01T00:00:00Z' })),
    );
    await stand.rows(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    for (const answer of await Promise.all(calls)) {
      expect([202, 500, 503]).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toContain('canary');
    }
    await eventually('Herald’s return', async () => {
      const { status } = await stand.herald.call('GET', '/readyz');
      return status === 200 || undefined;
    });
  }
});
