import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import twilio from 'twilio';
import { DEFAULT_ACCOUNT, type EmulatorOptions } from './emulator.environment.js';
import { startEmulator, type RunningEmulator } from './emulator.server.js';

export const SANDBOX = 'whatsapp:+14155238886';
export const OWNED = '+12025550142';
export const OTHER_ACCOUNT = { sid: 'AC00000000000000000000000000000002', authToken: 'second-token' };
export const API_KEY = { sid: 'SK00000000000000000000000000000001', secret: 'key-secret' };
export const SERVICE = 'MG00000000000000000000000000000001';
export const TEMPLATE = 'HX00000000000000000000000000000001';
/** The longest that any wait in a spec may take, in milliseconds. */
const DEADLINE_MS = 20_000;

/** Starts an emulator on a free port, without pauses between statuses, with two accounts and three senders. */
export function startTestEmulator(options: Partial<EmulatorOptions> = {}): Promise<RunningEmulator> {
  return startEmulator({
    port: 0,
    stepMs: 0,
    accounts: [{ ...DEFAULT_ACCOUNT, keys: [API_KEY] }, OTHER_ACCOUNT],
    senders: [
      { number: '+14155238886', channels: ['whatsapp'] },
      { number: '+15005550006', channels: ['sms', 'whatsapp'] },
      { number: OWNED, channels: ['sms', 'whatsapp'], accountSid: DEFAULT_ACCOUNT.sid },
    ],
    ...options,
  });
}

/** The official client, pointed at the emulator. */
export function officialClient(url: string, user = DEFAULT_ACCOUNT.sid, password = DEFAULT_ACCOUNT.authToken) {
  const client = twilio(user, password, { accountSid: DEFAULT_ACCOUNT.sid });
  client.api.baseUrl = url;
  return client;
}

/** What a raw call sends: a form or JSON, as text; POST with a form, GET without, unless told. */
interface ApiCallOptions {
  readonly method?: string;
  readonly form?: string;
  readonly json?: string;
}

/** One raw call to the API with the default account's credentials. */
export function callApi(url: string, path: string, init: ApiCallOptions = {}): Promise<Response> {
  const credentials = Buffer.from(`${DEFAULT_ACCOUNT.sid}:${DEFAULT_ACCOUNT.authToken}`).toString('base64');
  return fetch(`${url}/2010-04-01/Accounts/${DEFAULT_ACCOUNT.sid}${path}`, {
    method: init.method ?? (init.form === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Basic ${credentials}`,
      'content-type': init.json === undefined ? 'application/x-www-form-urlencoded' : 'application/json',
    },
    body: init.form ?? init.json ?? null,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
}

/** One call to the control surface; its JSON answer is taken to have the shape the spec expects. */
export async function control<T>(url: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/_emulator${path}`, {
    signal: AbortSignal.timeout(DEADLINE_MS + 1_000),
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  const answer: T = JSON.parse(text === '' ? 'null' : text);
  return answer;
}

/** Waits until the emulator has no status step and no callback under way. */
export async function settled(url: string): Promise<void> {
  await control(url, `/settled?timeoutMs=${DEADLINE_MS}`);
}

/** What a webhook receiver was sent. */
interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: Record<string, string>;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly webhooks: readonly ReceivedWebhook[];
  /** MessageStatus of each webhook, in order of arrival. */
  statuses(): (string | undefined)[];
  stop(): Promise<void>;
}

const NO_CONTENT = (response: ServerResponse): void => {
  response.writeHead(204).end();
};

/** A server that takes webhooks and answers each with `answer`, by its place in the order of arrival; 204 unless told. */
export async function startReceiver(
  answer: (response: ServerResponse, index: number) => void = NO_CONTENT,
): Promise<WebhookReceiver> {
  const webhooks: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      const params = Object.fromEntries(new URLSearchParams(text));
      webhooks.push({ path: request.url ?? '', headers: request.headers, params });
      answer(response, webhooks.length - 1);
    });
  });
  const port = await listenOnFreePort(server);
  return {
    url: `http://127.0.0.1:${port}`,
    webhooks,
    statuses: () => webhooks.map(({ params }) => params.MessageStatus),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Lets a server listen on this machine, on the port that this gives. */
export async function listenOnFreePort(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no TCP port.');
  return address.port;
}

/** The JSON of an answer, taken to have the shape the spec expects. */
export async function jsonOf<T>(response: Response): Promise<T> {
  const body: T = JSON.parse(await response.text());
  return body;
}
