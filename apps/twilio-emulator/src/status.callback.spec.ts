import { once } from 'node:events';
import { createServer } from 'node:net';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { WebhookAttempt } from './callback.sender.js';
import { DEFAULT_ACCOUNT } from './emulator.environment.js';
import {
  control,
  listenOnFreePort,
  officialClient,
  OWNED,
  SANDBOX,
  SERVICE,
  settled,
  startReceiver,
  startTestEmulator,
  TEMPLATE,
  type WebhookReceiver,
} from './emulator.fixture.js';
import type { RunningEmulator } from './emulator.server.js';

const NUMBER = '+12025550143';
const TO = `whatsapp:${NUMBER}`;
const WHATSAPP = { to: TO, from: SANDBOX, body: 'Hello' };

let emulator: RunningEmulator;
let receiver: WebhookReceiver;

beforeEach(async () => {
  [emulator, receiver] = await Promise.all([startTestEmulator(), startReceiver()]);
});
afterEach(() => Promise.all([emulator.stop(), receiver.stop()]));

/** Creates a message whose callbacks go to the receiver, and waits until nothing more comes. */
async function send(message: object, statusCallback = `${receiver.url}/callback?delivery=7`): Promise<string> {
  const created = await officialClient(emulator.url).messages.create({ ...WHATSAPP, ...message, statusCallback });
  await settled(emulator.url);
  return created.sid;
}

async function attempts(): Promise<WebhookAttempt[]> {
  const { entries } = await control<{ entries: WebhookAttempt[] }>(emulator.url, '/callbacks');
  return entries;
}

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listenOnFreePort(server);
  server.close();
  await once(server, 'close');
  return port;
}

describe('the statuses of a message', () => {
  it.each([
    ['a WhatsApp message', {}, ['sending', 'sent', 'delivered', 'read']],
    ['a text message', { to: NUMBER, from: OWNED }, ['sending', 'sent', 'delivered']],
    [
      'a message of a Messaging Service',
      { from: undefined, messagingServiceSid: SERVICE },
      ['queued', 'sending', 'sent', 'delivered', 'read'],
    ],
    ['window closed', { to: 'whatsapp:+15005550101' }, ['sending', 'failed 63016']],
    [
      'window closed, template',
      { to: 'whatsapp:+15005550101', body: undefined, contentSid: TEMPLATE },
      ['sending', 'sent', 'delivered', 'read'],
    ],
    ['not on WhatsApp', { to: 'whatsapp:+15005550102' }, ['sending', 'failed 63003']],
    ['invalid recipient', { to: 'whatsapp:+15005550103' }, ['sending', 'sent', 'undelivered 63024']],
    ['sandbox not joined', { to: 'whatsapp:+15005550104' }, ['sending', 'failed 63015']],
    ['unknown error', { to: 'whatsapp:+15005550105' }, ['sending', 'sent', 'undelivered 30008']],
    ['unknown error by text', { to: '+15005550105', from: OWNED }, ['sending', 'sent', 'undelivered 30008']],
    ['never read', { to: 'whatsapp:+15005550106' }, ['sending', 'sent', 'delivered']],
    ['queued forever', { to: 'whatsapp:+15005550107' }, []],
    ['never delivered', { to: 'whatsapp:+15005550108' }, ['sending', 'sent']],
    ['rate exceeded', { to: 'whatsapp:+15005550109' }, ['sending', 'failed 63018']],
    ['marketing cap', { to: 'whatsapp:+15005550110' }, ['sending', 'sent', 'undelivered 63049']],
  ])('of %s are told in order, without the first', async (_name, message, expected) => {
    const sid = await send(message);
    const told = receiver.webhooks.map(({ params }) =>
      [params.MessageStatus, params.ErrorCode].filter(Boolean).join(' '),
    );
    expect(told).toEqual(expected);
    const [status = 'queued', errorCode] = expected.at(-1)?.split(' ') ?? [];
    const last = await officialClient(emulator.url).messages(sid).fetch();
    expect([last.status, last.errorCode]).toEqual([status, errorCode === undefined ? null : Number(errorCode)]);
    expect(Boolean(last.errorMessage)).toBe(errorCode !== undefined);
  });
});

describe('a status callback', () => {
  it('carries what Twilio sends for WhatsApp', async () => {
    const sid = await send({});
    const common = {
      MessageSid: sid,
      SmsSid: sid,
      AccountSid: DEFAULT_ACCOUNT.sid,
      From: SANDBOX,
      To: TO,
      ApiVersion: '2010-04-01',
      ChannelPrefix: 'whatsapp',
      ChannelToAddress: '+1202555XXXX',
    };
    const install = { ChannelInstallSid: expect.stringMatching(/^XE[0-9a-f]{32}$/) };
    expect(receiver.webhooks.map(({ params }) => params)).toEqual([
      { ...common, ...install, MessageStatus: 'sending', SmsStatus: 'sending', StructuredMessage: 'false' },
      { ...common, ...install, MessageStatus: 'sent', SmsStatus: 'sent', StructuredMessage: 'false' },
      { ...common, ...install, MessageStatus: 'delivered', SmsStatus: 'delivered', EventType: 'DELIVERED' },
      { ...common, MessageStatus: 'read', SmsStatus: 'read', EventType: 'READ' },
    ]);
  });

  it('explains a failure, marks a template, and names a business-scoped user', async () => {
    await send({ to: 'whatsapp:+15005550102', body: undefined, contentSid: TEMPLATE });
    expect(receiver.webhooks.at(-1)?.params).toMatchObject({
      StructuredMessage: 'true',
      ErrorCode: '63003',
      ChannelStatusMessage: expect.stringMatching(/\w/),
    });
    await send({ to: 'whatsapp:US.13491208655302741918' });
    expect(receiver.webhooks.at(-1)?.params).toMatchObject({ ExternalUserId: 'whatsapp:US.13491208655302741918' });
    expect(receiver.webhooks.at(-1)?.params).not.toHaveProperty('ChannelToAddress');
  });

  it('carries no WhatsApp fields for a text message, but the date of its receipt', async () => {
    const sid = await send({ to: NUMBER, from: OWNED });
    expect(receiver.webhooks.at(-1)?.params).toEqual({
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: 'delivered',
      SmsStatus: 'delivered',
      AccountSid: DEFAULT_ACCOUNT.sid,
      From: OWNED,
      To: NUMBER,
      ApiVersion: '2010-04-01',
      RawDlrDoneDate: expect.stringMatching(/^\d{10}$/),
    });
  });

  it('is signed over the URL without its fragment, as the official check wants it', async () => {
    const url = `${receiver.url}/callback?delivery=a%20b&sig=x%2By`;
    await send({}, `${url}#rc=5&rp=5xx,ct,rt`);
    expect(receiver.webhooks).toHaveLength(4);
    for (const { path, headers, params } of receiver.webhooks) {
      const signature = String(headers['x-twilio-signature']);
      expect(receiver.url + path).toBe(url);
      expect(validateRequest(DEFAULT_ACCOUNT.authToken, signature, url, params)).toBe(true);
      expect(validateRequest('wrong', signature, url, params)).toBe(false);
      expect(headers).toMatchObject({
        'user-agent': 'TwilioProxy/1.1',
        'content-type': expect.stringContaining('application/x-www-form-urlencoded'),
        'i-twilio-idempotency-token': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
    expect(new Set(receiver.webhooks.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(4);
  });

  it('presents the credentials of its URL, and signs them', async () => {
    const url = `${receiver.url.replace('//', '//user:p%40ss@')}/callback`;
    await send({}, url);
    const [webhook] = receiver.webhooks;
    expect(webhook?.headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    const signature = String(webhook?.headers['x-twilio-signature']);
    expect(validateRequest(DEFAULT_ACCOUNT.authToken, signature, url, webhook?.params ?? {})).toBe(true);
  });

  it('is not sent when callbacks are off', async () => {
    const silent = await startTestEmulator({ callbacks: false });
    const { sid } = await officialClient(silent.url).messages.create({ ...WHATSAPP, statusCallback: receiver.url });
    await settled(silent.url);
    expect(await officialClient(silent.url).messages(sid).fetch()).toMatchObject({ status: 'read' });
    await silent.stop();
    expect(receiver.webhooks).toEqual([]);
  });
});

describe('a status callback that fails', () => {
  const ONE = { to: 'whatsapp:+15005550107' };

  /** Pushes one status of a message that stays queued by itself, so that exactly one callback is sent. */
  async function pushOne(url: string): Promise<WebhookAttempt[]> {
    const { sid } = await officialClient(emulator.url).messages.create({ ...WHATSAPP, ...ONE, statusCallback: url });
    await control(emulator.url, `/messages/${sid}/status`, { status: 'sent' });
    await settled(emulator.url);
    return attempts();
  }

  it.each([
    ['', 500, 1],
    ['#rc=3', 500, 1],
    ['#rc=3&rp=5xx', 500, 4],
    ['#rc=3&rp=4xx', 500, 1],
    ['#rc=2&rp=4xx', 404, 3],
    ['#rc=5&rp=5xx,ct,rt', 404, 1],
    ['#rc=1&rp=all', 429, 2],
    ['#rc=0&rp=all', 503, 1],
    ['#rc=5&rp=all', 301, 1],
  ])('with %j and HTTP %i is tried %i times, with one idempotency token', async (fragment, httpStatus, tries) => {
    const failing = await startReceiver((response) => response.writeHead(httpStatus).end());
    const made = await pushOne(`${failing.url}/callback${fragment}`);
    await failing.stop();
    expect(made.map((attempt) => [attempt.attempt, attempt.httpStatus])).toEqual(
      Array.from({ length: tries }, (_, index) => [index + 1, httpStatus]),
    );
    expect(new Set(failing.webhooks.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(1);
  });

  it('stops being tried once it is answered', async () => {
    const flaky = await startReceiver((response, index) => response.writeHead(index < 2 ? 503 : 204).end());
    const made = await pushOne(`${flaky.url}/callback#rc=5&rp=5xx`);
    await flaky.stop();
    expect(made.map(({ httpStatus }) => httpStatus)).toEqual([503, 503, 204]);
  });

  it.each([
    ['', 2],
    ['#rc=4', 5],
    ['#rc=4&rp=5xx', 1],
  ])('for want of a connection, with %j, is tried %i times', async (fragment, tries) => {
    const closed = await closedPort();
    const made = await pushOne(`http://127.0.0.1:${closed}/callback${fragment}`);
    expect(made.map(({ failure }) => failure)).toEqual(Array.from({ length: tries }, () => 'connect'));
  });

  it.each([
    ['#rt=100&rc=2&rp=rt', 3],
    ['#rt=100&rc=2', 1],
    ['#tt=150&rc=5&rp=rt', 1],
  ])('for want of an answer, with %j, is tried %i times', async (fragment, tries) => {
    const silent = await startReceiver(() => undefined);
    const made = await pushOne(`${silent.url}/callback${fragment}`);
    await silent.stop();
    expect(made.map(({ failure }) => failure)).toEqual(Array.from({ length: tries }, () => 'read-timeout'));
  });

  it('by a connection that breaks is tried again with rp=all only', async () => {
    const breaking = await startReceiver((response) => response.socket?.resetAndDestroy());
    const made = await pushOne(`${breaking.url}/callback#rc=1&rp=5xx,ct,rt`);
    const again = await pushOne(`${breaking.url}/callback#rc=1&rp=all`);
    await breaking.stop();
    expect(made).toHaveLength(1);
    expect(again.slice(1).map(({ failure }) => failure)).toEqual(['broken', 'broken']);
  });
});

describe('callbacks that are disturbed', () => {
  it('come reversed', async () => {
    await control(emulator.url, '/callbacks/settings', { order: 'reversed' });
    await send({});
    expect(receiver.statuses()).toEqual(['read', 'delivered', 'sent', 'sending']);
  });

  it('come shuffled, equally for equal seeds', async () => {
    const orders: string[] = [];
    for (const seed of [3, 3, 4, 5, 6]) {
      await control(emulator.url, '/callbacks/settings', { order: 'shuffled', seed });
      const before = receiver.webhooks.length;
      await send({});
      orders.push(receiver.statuses().slice(before).join());
    }
    expect(orders[0]).toBe(orders[1]);
    expect(new Set(orders).size).toBeGreaterThan(1);
  });

  it('come more than once, with one idempotency token each', async () => {
    await control(emulator.url, '/callbacks/settings', { duplicate: 2 });
    await send({});
    expect(receiver.webhooks).toHaveLength(12);
    expect(new Set(receiver.webhooks.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(4);
  });

  it('wait while paused, and come when that is lifted', async () => {
    await control(emulator.url, '/callbacks/settings', { paused: true });
    const client = officialClient(emulator.url);
    const { sid } = await client.messages.create({ ...WHATSAPP, statusCallback: receiver.url });
    await expect(control(emulator.url, '/settled?timeoutMs=20')).rejects.toThrow('504');
    expect(receiver.webhooks).toEqual([]);
    expect(await client.messages(sid).fetch()).toMatchObject({ status: 'read' });
    await control(emulator.url, '/callbacks/settings', { paused: false });
    await settled(emulator.url);
    expect(receiver.statuses()).toEqual(['sending', 'sent', 'delivered', 'read']);
  });

  it('overtake the answer to the create', async () => {
    await control(emulator.url, '/callbacks/settings', { beforeResponse: true });
    const client = officialClient(emulator.url);
    const created = await client.messages.create({ ...WHATSAPP, statusCallback: receiver.url });
    expect(receiver.statuses()).toEqual(['sending', 'sent', 'delivered', 'read']);
    expect(created.status).toBe('queued');
  });

  it('are pushed by hand, in any order', async () => {
    const sid = await send({ to: 'whatsapp:+15005550107' });
    for (const change of [{ status: 'read' }, { status: 'sent' }, { status: 'failed', errorCode: 63016 }]) {
      await control(emulator.url, `/messages/${sid}/status`, change);
    }
    await settled(emulator.url);
    expect(receiver.statuses()).toEqual(['read', 'sent', 'failed']);
    expect(receiver.webhooks.at(-1)?.params.ErrorCode).toBe('63016');
  });
});

describe('an inbound message', () => {
  it('reaches the webhook, signed, and is kept', async () => {
    const url = `${receiver.url}/inbound?app=1`;
    const answer = await control<{ sid: string; httpStatus: number }>(emulator.url, '/inbound', {
      from: TO,
      to: SANDBOX,
      body: 'Hi there',
      numMedia: 1,
      url,
      parameters: { ButtonPayload: 'yes' },
    });
    expect(answer).toMatchObject({ httpStatus: 204 });
    const [webhook] = receiver.webhooks;
    expect(webhook?.params).toMatchObject({
      MessageSid: answer.sid,
      From: TO,
      To: SANDBOX,
      Body: 'Hi there',
      NumMedia: '1',
      MediaContentType0: 'image/jpeg',
      WaId: '12025550143',
      SmsStatus: 'received',
      ButtonPayload: 'yes',
    });
    const signature = String(webhook?.headers['x-twilio-signature']);
    expect(validateRequest(DEFAULT_ACCOUNT.authToken, signature, url, webhook?.params ?? {})).toBe(true);
    const kept = await officialClient(emulator.url).messages(answer.sid).fetch();
    expect(kept).toMatchObject({ direction: 'inbound', status: 'received', body: 'Hi there' });
  });
});
