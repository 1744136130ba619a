import fc from 'fast-check';
import { Stand } from './stand.fixture.js';

const RUNS = 150;

/** Names that Herald gives a meaning, so that what is made up gets past the first check now and then. */
const NAMES = [
  'notification',
  'message',
  'title',
  'templateIdentifier',
  'recipients',
  'sendTo',
  'identifier',
  'profile',
  'phoneNumber',
  'email',
  'category',
  'data',
  'sendAt',
  'tenant',
  'override',
  'channels',
  'channel',
  'whatsapp',
  'twilio_whatsapp',
  '_config',
  'TWILIO_FROM_NUMBER',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'To',
  'Body',
  'MediaUrl',
  'ContentVariables',
  'provider',
  'config',
  'enabled',
  'priority',
  '__proto__',
  'constructor',
  'toString',
  '',
];
const VALUES = [
  'jo',
  '+12025550101',
  'twilio_whatsapp',
  'whatsapp',
  '2030-01-31T09:00:00Z',
  '\0',
  '\ud800',
  '{{x}}',
  "'",
];

/** Any JSON value, made of names and values that mean something, and of others. */
const JSON_VALUES = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(...VALUES),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value;

/** Five times of six what is right. */
function mostly<Right>(right: fc.Arbitrary<Right>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: JSON_VALUES });
}

const TEXTS = fc.string({ unit: 'grapheme', maxLength: 40 });
const RECIPIENTS = fc.oneof(
  fc.constant('jo'),
  fc.record({ identifier: fc.string({ minLength: 1 }), phoneNumber: fc.oneof(fc.constant('+12025550101'), TEXTS) }),
);
const FIELDS = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), TEXTS), mostly(TEXTS), { maxKeys: 3 });

/** Notifications that are right in most places. */
const NOTIFICATIONS = fc.record(
  {
    notification: mostly(fc.record({ message: TEXTS, order: JSON_VALUES }, { requiredKeys: ['message'] })),
    recipients: mostly(fc.array(mostly(RECIPIENTS), { minLength: 1, maxLength: 4 })),
    data: mostly(fc.dictionary(TEXTS, TEXTS)),
    override: mostly(fc.record({ twilio_whatsapp: FIELDS, channel: fc.record({ whatsapp: FIELDS }) })),
    sendAt: mostly(fc.constant(new Date(Date.now() + 86_400_000).toISOString())),
    tenant: mostly(TEXTS),
  },
  { requiredKeys: ['notification', 'recipients'] },
);

describe('Whatever is sent', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  /** Makes many calls, none of which may fail inside, and checks that the process took no harm. */
  async function everyCall<Value>(
    values: fc.Arbitrary<Value>,
    call: (value: Value) => Promise<{ status: number }>,
  ): Promise<void> {
    const property = fc.asyncProperty(values, async (value) => {
      const { status } = await call(value);
      if (status >= 500) throw new Error(`It was answered ${status}`);
    });
    await fc.assert(property, { numRuns: RUNS });
    const { child } = stand.herald;
    expect(child.hasEnded).toBe(false);
    expect((await stand.herald.call('GET', '/readyz')).status).toBe(200);
    expect(child.output).not.toMatch(/"level":[56]0/);
  }

  it.each([
    ['POST', '/v3/notifications'],
    ['POST', '/v3/users'],
    ['PUT', '/v3/users/jo'],
    ['POST', '/v3/integrations'],
  ])('%s %s with any JSON never fails inside', async (method, path) => {
    await everyCall(JSON_VALUES, (value) => stand.herald.call(method, path, JSON.stringify(value)));
  });

  it('as a notification never fails inside, and is sent or says why not', async () => {
    const accepted: string[] = [];
    await everyCall(NOTIFICATIONS, async (value) => {
      const answer = await stand.herald.call<{ requestId: string }>('POST', '/v3/notifications', JSON.stringify(value));
      if (answer.status === 202) accepted.push(answer.body.requestId);
      return answer;
    });
    expect(accepted.length).toBeGreaterThan(RUNS / 10);
    for (const requestId of accepted) {
      await stand.herald.notificationOnce(requestId, ({ deliveries, sendAt }) =>
        deliveries.every(({ status }) => status !== 'pending' || sendAt !== null),
      );
    }
  });

  it('as bytes to any address never fails inside', async () => {
    const paths = fc.constantFrom(
      '/v3/notifications',
      '/v3/users',
      '/api/v1/apps/test-app/webhook/twilio_whatsapp',
      '/',
    );
    const types = fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'text/plain');
    await everyCall(fc.tuple(paths, types, fc.uint8Array({ maxLength: 200 })), async ([path, type, bytes]) => {
      const headers = { 'content-type': type, 'x-api-key': 'test-app', 'x-twilio-signature': 'x' };
      const response = await fetch(stand.herald.url + path, { method: 'POST', headers, body: Buffer.from(bytes) });
      expect(response.status).toBeGreaterThanOrEqual(400);
      return response;
    });
  });

  it('as a name in an address, or as a question, never fails inside', async () => {
    const { herald } = stand;
    await everyCall(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
      const name = encodeURIComponent(text).replaceAll('.', '%2E');
      await herald.call('GET', `/v3/notifications/${name}`);
      await herald.call('GET', `/v3/events?after=${name}&limit=${name}`);
      return herald.call('GET', `/v3/users/${name}`);
    });
  });
});
