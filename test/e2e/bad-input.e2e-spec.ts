import { TEST_APP } from '../environment/herald.process.js';
import { Stand } from './stand.fixture.js';

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors?: { path: string; message: string }[];
}

type Body = NonNullable<RequestInit['body']>;

const NOTIFICATIONS = '/v3/notifications';
const JO = '{"identifier":"jo","phoneNumber":"+12025550101"}';
const RIGHT = `{"notification":{"message":"M"},"recipients":[${JO}]}`;
const SENT_AS_JSON = { 'content-type': 'application/json' };
const KEYS = { 'x-api-key': TEST_APP.apiKey, 'x-api-secret': TEST_APP.apiSecret };

/** Bodies that cannot be taken at all: what is sent, as what, and how it is answered. */
const UNREADABLE: readonly (readonly [string, Body, Record<string, string>, number, string])[] = [
  ['half a document', '{"notification":', SENT_AS_JSON, 400, 'malformed-request'],
  ['two documents', `${RIGHT}${RIGHT}`, SENT_AS_JSON, 400, 'malformed-request'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), SENT_AS_JSON, 400, 'malformed-request'],
  ['JSON sent as text', RIGHT, { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
  ['a form', new URLSearchParams({ a: 'b' }), {}, 415, 'unsupported-media-type'],
  ['an unreadable type', RIGHT, { 'content-type': ';;' }, 415, 'unsupported-media-type'],
  ['more than 1 MiB', `{"data":"${'x'.repeat(1024 * 1024)}"}`, SENT_AS_JSON, 413, 'body-too-large'],
];

/** Requests with one fault, and where it is. */
const FAULTY: readonly (readonly [string, string, string, RegExp])[] = [
  ['nothing', '', 'notification', /object/],
  ['a list', '[]', '', /JSON object/],
  ['null', 'null', 'notification', /JSON object/],
  [
    'no recipients',
    '{"notification":{"message":"M"}}',
    'recipients',
    /1 to 1000 identifiers or users, here or in sendTo/,
  ],
  [
    'too many recipients',
    JSON.stringify({ notification: {}, recipients: Array.from({ length: 1001 }, (_, index) => `u${index}`) }),
    'recipients',
    /1001 entries; at most 1000/,
  ],
  [
    'too many recipients in two lists',
    JSON.stringify({
      notification: {},
      recipients: Array(600).fill('u'),
      sendTo: { recipients: Array(600).fill('u') },
    }),
    'recipients',
    /1200 entries together/,
  ],
  [
    'a recipient without identifier',
    '{"notification":{},"recipients":["a",{"phoneNumber":"+12025550101"}]}',
    'recipients.1.identifier',
    /identifier/,
  ],
  ['a number for a recipient', '{"notification":{},"recipients":[7]}', 'recipients.0', /identifier/],
  ['NUL', RIGHT.replace('M', String.raw`a\u0000b`), 'notification.message', /NUL/],
  ['NUL in a name', RIGHT.replace('"message"', String.raw`"mess\u0000age"`), 'notification.mess\0age', /NUL/],
  ['half a surrogate pair', RIGHT.replace('M', String.raw`\ud800`), 'notification.message', /surrogate/],
  [
    'half a surrogate pair in a recipient',
    RIGHT.replace('"jo"', String.raw`"jo\udc00"`),
    'recipients.0.identifier',
    /surrogate/,
  ],
  ['a prototype', RIGHT.replace('"message"', '"__proto__":{"x":1},"message"'), 'notification.__proto__', /not allowed/],
  ['a number beyond all range', RIGHT.replace('"M"', '"M","order":1e999'), 'notification.order', /range/],
  ['much nesting', `{"data":${'['.repeat(40)}${']'.repeat(40)}}`, `data${'.0'.repeat(31)}`, /nested more than 32/],
  [
    'an unknown property',
    RIGHT.replace('"recipients"', '"recipient":"jo","recipients"'),
    'recipient',
    /known are notification, recipients, sendTo/,
  ],
  ['a workflow', RIGHT.replace('"recipients"', '"workflow":{},"recipients"'), 'workflow', /no workflows/],
  [
    'a time without zone',
    RIGHT.replace('"recipients"', '"sendAt":"2030-01-31T09:00:00","recipients"'),
    'sendAt',
    /zone/,
  ],
  [
    'a day that is none',
    RIGHT.replace('"recipients"', '"sendAt":"2030-02-30T09:00:00Z","recipients"'),
    'sendAt',
    /ISO 8601/,
  ],
  [
    'a time in years',
    RIGHT.replace('"recipients"', '"sendAt":"2090-01-31T09:00:00Z","recipients"'),
    'sendAt',
    /366 days/,
  ],
  ['a long text', RIGHT.replace('M', 'x'.repeat(65_537)), 'notification.message', /65536/],
  ['a text for data', RIGHT.replace('"recipients"', '"data":"x","recipients"'), 'data', /object/],
];

describe('A request that is wrong', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  /** Sends a notification that has to be refused; checks the form of the answer and that nothing was written. */
  async function refused(body: Body, headers: Record<string, string>): Promise<Problem> {
    const before = await stand.rowCounts();
    const response = await fetch(stand.herald.url + NOTIFICATIONS, { method: 'POST', body, headers });
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({
      status: response.status,
      title: expect.any(String),
      detail: expect.any(String),
      instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    });
    expect(await stand.rowCounts()).toEqual(before);
    return problem;
  }

  it.each(UNREADABLE)('with %s is refused', async (_what, body, headers, status, kind) => {
    expect(await refused(body, { ...KEYS, ...headers })).toMatchObject({ status, type: `/problems/${kind}` });
  });

  it.each(FAULTY)('with %s is told so, at its place', async (_what, body, path, message) => {
    const problem = await refused(body, { ...KEYS, ...SENT_AS_JSON });
    expect(problem).toMatchObject({ status: 422, type: '/problems/invalid-request' });
    expect(problem.errors).toContainEqual({ path, message: expect.stringMatching(message) });
  });

  it('is told all its faults at once, those of headers too', async () => {
    const body = {
      notification: { title: 7, message: 'x'.repeat(70_000), url: {} },
      recipients: ['', { identifier: 'a', phoneNumber: 5 }, null],
      sendTo: { topics: ['t'] },
      category: [],
      sendAt: 'tomorrow',
      tenant: '',
      priority: 1,
      override: 'x',
    };
    const { errors, detail } = await refused(JSON.stringify(body), {
      ...KEYS,
      ...SENT_AS_JSON,
      'idempotency-key': 'a b',
    });
    expect(errors?.map(({ path }) => path).toSorted()).toEqual(
      [
        'Idempotency-Key',
        'category',
        'notification.message',
        'notification.title',
        'notification.url',
        'override',
        'priority',
        'recipients.0',
        'recipients.1.phoneNumber',
        'recipients.2',
        'sendAt',
        'sendTo.topics',
      ].toSorted(),
    );
    expect(detail).toContain('12 faults');
    expect(await stand.emulator.ledger()).toEqual([]);
  });

  it.each([
    ['no key and no secret', {}],
    ['no secret', { 'x-api-key': TEST_APP.apiKey }],
    ['an unknown key', { ...KEYS, 'x-api-key': 'nobody' }],
    ['a wrong secret', { ...KEYS, 'x-api-secret': 'not-the-secret-of-it' }],
    ['an empty secret', { ...KEYS, 'x-api-secret': '' }],
    ['a right key beside a wrong one of the other name', { ...KEYS, 'x-engagespot-api-key': 'nobody' }],
  ])('with %s is not let in, and not told which of the two is wrong', async (_what, headers) => {
    const expected: Record<string, unknown> = {
      type: '/problems/unauthenticated',
      title: 'Key or secret is missing or wrong',
      status: 401,
      detail: expect.stringContaining('X-API-KEY and X-API-SECRET'),
    };
    const { instance: _instance, ...problem } = await refused(RIGHT, { ...headers, ...SENT_AS_JSON });
    expect(problem).toEqual(expected);
    for (const path of ['/v3/users/jo', '/v3/events', '/v3/integrations', '/v3/providers', `${NOTIFICATIONS}/x`]) {
      const response = await fetch(stand.herald.url + path, { headers });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get('www-authenticate')).toContain('ApiKey');
    }
  });

  it('for a route or a method that is not there is told what is', async () => {
    const { herald } = stand;
    expect(await herald.call('GET', '/v3/notification')).toMatchObject({
      status: 404,
      body: { type: '/problems/not-found' },
    });
    const wrongMethod = await herald.call('DELETE', NOTIFICATIONS);
    expect(wrongMethod).toMatchObject({ status: 405, body: { type: '/problems/method-not-allowed' } });
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    const { body } = await herald.call<{ type: string }>('GET', '/problems/method-not-allowed');
    expect(body).toMatchObject({ type: '/problems/method-not-allowed', status: 405, explanation: expect.any(String) });
  });

  it('to the address of callbacks with too many bytes is refused before it is read', async () => {
    const address = '/api/v1/apps/test-app/webhook/twilio_whatsapp';
    const answer = await stand.herald.call('POST', address, 'x'.repeat(257 * 1024), { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 413, body: { type: '/problems/body-too-large' } });
  });
});
