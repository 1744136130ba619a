import type { Socket } from 'node:net';
import type { SendOutcome } from '#herald/channel-provider';
import { sendMessage } from './message.send.js';
import { type RawServer, answerText, startRawServer } from './raw-server.fixture.js';
import { TwilioApi, type TwilioApiOptions } from './twilio.api.js';

const CONFIG = { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'canary-token' };
const REQUEST = { params: { To: '+12025550142', From: '+15005550006', Body: 'canary-body', MediaUrl: ['a', 'b'] } };
const CREATED = '{"sid":"SM1","status":"queued"}';

type Answer = (socket: Socket) => void;
const says = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (socket) => void socket.write(answerText(status, text, headers));
};
const error = (code: number) => ({ code, message: 'No to +12025550142', status: 400 });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function server(answer: (socket: Socket, request: string) => void): Promise<RawServer> {
  const started = await startRawServer(answer);
  closing.push(() => started.close());
  return started;
}

function api(apiBaseUrl: string, options: TwilioApiOptions = {}): TwilioApi {
  const made = new TwilioApi({ apiBaseUrl, ...options });
  closing.push(() => made.close());
  return made;
}

function send(twilio: TwilioApi, timeoutMs = 10_000): Promise<SendOutcome> {
  return sendMessage(twilio, REQUEST, { config: CONFIG, deliveryId: 'd-1', attempt: 1, timeoutMs });
}

describe('the outcome of a create call', () => {
  it.each<[string, Answer, Record<string, unknown>]>([
    ['201 with a sid', says(201, CREATED), { kind: 'accepted', providerMessageId: 'SM1', providerStatus: 'queued' }],
    ['201 of a scheduled message', says(201, { sid: 'SM1', status: 'scheduled' }), { kind: 'accepted' }],
    ['201 with a masked sid', says(201, { sid: 'SMXXXX' }), { kind: 'accepted', providerMessageId: 'SMXXXX' }],
    [
      '201 born failed',
      says(201, { sid: 'SM1', status: 'failed', error_code: 63016 }),
      rejected('session_window_closed', '63016'),
    ],
    ['201 without a sid', says(201, { status: 'queued' }), { kind: 'unknown', cause: 'unreadable_answer' }],
    ['201 with a sid of null', says(201, { sid: null }), { kind: 'unknown', cause: 'unreadable_answer' }],
    ['200 with HTML', says(200, '<html></html>'), { kind: 'unknown', cause: 'unreadable_answer' }],
    ['200 with JSON null', says(200, 'null'), { kind: 'unknown', cause: 'unreadable_answer' }],
    ['204', says(204, ''), { kind: 'unknown', cause: 'unreadable_answer' }],
    ['302', says(302, '', { location: 'https://example.com' }), { kind: 'unknown', cause: 'unreadable_answer' }],
    ['400 with a code', says(400, error(21211)), rejected('recipient_address_invalid', '21211')],
    ['400 with a code as text', says(400, { code: '21610' }), rejected('recipient_opted_out', '21610')],
    ['400 with a new code', says(400, error(21999)), rejected('request_invalid', '21999')],
    ['400 in HTML', says(400, '<html></html>'), { kind: 'rejected', reason: { code: 'request_invalid' } }],
    ['401 with a code', says(401, error(20003)), rejected('credentials_invalid', '20003')],
    ['401 in HTML', says(401, '<html></html>'), { kind: 'rejected', reason: { code: 'credentials_invalid' } }],
    ['404', says(404, error(20404)), rejected('credentials_invalid', '20404')],
    ['408', says(408, ''), { kind: 'unknown', cause: 'timeout' }],
    ['409', says(409, error(20409)), rejected('provider_failure', '20409')],
    ['429', says(429, error(20429)), { kind: 'retry', cause: 'rate_limited', providerCode: '20429' }],
    ['429 of a sender', says(429, error(63018)), { kind: 'retry', cause: 'rate_limited', providerCode: '63018' }],
    ['429 with Retry-After', says(429, '', { 'Retry-After': '7' }), { kind: 'retry', retryAfterMs: 7000 }],
    [
      '429 with a past date',
      says(429, '', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
      { kind: 'retry', retryAfterMs: 0 },
    ],
    ['429 of the day', says(429, error(63038)), rejected('quota_exceeded', '63038')],
    ['429 of the hour', says(429, error(60728)), rejected('quota_exceeded', '60728')],
    ['500 with a code', says(500, error(20500)), { kind: 'unknown', cause: 'server_error' }],
    ['502 in HTML', says(502, '<html></html>'), { kind: 'unknown', cause: 'server_error' }],
    ['503 with Retry-After', says(503, '', { 'retry-after': '1' }), { kind: 'unknown', cause: 'server_error' }],
    [
      'what is not HTTP',
      (socket) => void socket.write('220 mail.example ESMTP\r\n'),
      { kind: 'unknown', cause: 'unreadable_answer' },
    ],
    ['a reset', (socket) => void socket.resetAndDestroy(), { kind: 'unknown', cause: 'reset' }],
    ['a hang-up', (socket) => void socket.end(), { kind: 'unknown', cause: 'reset' }],
    [
      'a hang-up in the middle',
      (socket) => void socket.end(answerText(201, CREATED, { 'content-length': '500' })),
      { kind: 'unknown', cause: 'reset' },
    ],
    [
      'an endless answer',
      (socket) => void socket.write(answerText(201, 'x'.repeat(5_000_000))),
      { kind: 'unknown', cause: 'unreadable_answer' },
    ],
  ])('%s', async (_title, answer, expected) => {
    const { url } = await server(answer);
    const outcome = await send(api(url));
    expect(outcome).toMatchObject(expected);
    const shown = JSON.stringify(outcome);
    for (const secret of ['canary-token', 'canary-body', '2025550142']) expect(shown).not.toContain(secret);
  });

  it('of silence is unknown once the time is over', async () => {
    const { url } = await server(() => undefined);
    await expect(send(api(url), 150)).resolves.toMatchObject({ kind: 'unknown', cause: 'timeout' });
  });

  it('of a request that found no free connection is proven not sent, and nothing is sent later', async () => {
    const free: Socket[] = [];
    const { url, requests } = await server((socket) => void free.push(socket));
    const twilio = api(url, { connections: 1 });
    const first = send(twilio);
    const second = await send(twilio, 150);
    expect(second).toMatchObject({ kind: 'retry', cause: 'local_limit' });
    await expect(eventually(() => free.length === 1)).resolves.toBe(true);
    free.forEach(says(201, CREATED));
    await expect(first).resolves.toMatchObject({ kind: 'accepted' });
    const third = send(twilio);
    await expect(eventually(() => requests.length === 2)).resolves.toBe(true);
    free.slice(1).forEach(says(201, CREATED));
    await expect(third).resolves.toMatchObject({ kind: 'accepted' });
    expect(requests).toHaveLength(2);
  });

  it('of a connection that never comes about is proven not sent', async () => {
    // An address of a network that is reserved for documentation (RFC 5737): packets to it go nowhere, or are refused.
    const outcome = await send(api('http://192.0.2.1:81', { connectTimeoutMs: 200 }), 2_000);
    expect(outcome).toMatchObject({ kind: 'retry', cause: expect.stringMatching(/^(connect|refused)$/) });
  });

  it('of a closed provider is proven not sent', async () => {
    const { url, requests } = await server(says(201, CREATED));
    const twilio = api(url);
    await send(twilio);
    await twilio.close();
    await expect(send(twilio)).resolves.toMatchObject({ kind: 'retry', cause: 'local_limit' });
    expect(requests).toHaveLength(1);
  });

  it('of an account that is none is a refusal of ours', async () => {
    const { url, requests } = await server(says(201, CREATED));
    const config = { ...CONFIG, TWILIO_ACCOUNT_SID: 'nonsense' };
    const context = { config, deliveryId: 'd-1', attempt: 1, timeoutMs: 1_000 };
    await expect(sendMessage(api(url), REQUEST, context)).resolves.toMatchObject({ kind: 'rejected' });
    expect(requests).toEqual([]);
  });
});

describe('a create call on the wire', () => {
  it('is one POST with the account in path and credentials, and lists repeated', async () => {
    const { url, requests } = await server(says(201, CREATED));
    await send(api(url));
    expect(requests).toHaveLength(1);
    const [head = '', body = ''] = requests[0]?.split('\r\n\r\n') ?? [];
    expect(head).toMatch(
      new RegExp(`^POST /2010-04-01/Accounts/${CONFIG.TWILIO_ACCOUNT_SID}/Messages\\.json HTTP/1\\.1`),
    );
    const basic = Buffer.from(`${CONFIG.TWILIO_ACCOUNT_SID}:${CONFIG.TWILIO_AUTH_TOKEN}`).toString('base64');
    expect(head).toContain(`authorization: Basic ${basic}`);
    expect(head).toMatch(/content-type: application\/x-www-form-urlencoded/i);
    expect(head).toMatch(/user-agent: twilio-node\//i);
    expect([...new URLSearchParams(body)]).toEqual([
      ['To', '+12025550142'],
      ['From', '+15005550006'],
      ['Body', 'canary-body'],
      ['MediaUrl', 'a'],
      ['MediaUrl', 'b'],
    ]);
  });

  it('uses kept connections again', async () => {
    const sockets = new Set<Socket>();
    const { url } = await server((socket) => {
      sockets.add(socket);
      says(201, CREATED)(socket);
    });
    const twilio = api(url);
    for (let count = 0; count < 20; count += 1) await send(twilio);
    // undici lets a connection rest for one turn of the event loop, so two take turns.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

function rejected(code: string, providerCode: string): Record<string, unknown> {
  return { kind: 'rejected', reason: { code, providerCode } };
}

/** Waits for I/O that has no promise to wait for; each turn lets the event loop pass once. */
async function eventually(isTrue: () => boolean, deadlineMs = 15_000): Promise<boolean> {
  const end = Date.now() + deadlineMs;
  while (!isTrue() && Date.now() < end) await new Promise((resolve) => setImmediate(resolve));
  return isTrue();
}
