import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type CallbackRequest,
  DISCARD_CODES,
  type DiscardCode,
  type EventType,
  type JsonObject,
  type JsonValue,
  type ProviderSignal,
  type ProviderWebhook,
  discardReason,
  isJsonObject,
} from '#herald/channel-provider';
import type { FakeConfig } from './fake.manifest.js';

const SIGNATURE_HEADER = 'x-fake-signature';

/** Callbacks of the fake provider: JSON, described in this folder's README. */
export const fakeWebhook: ProviderWebhook<FakeConfig> = {
  accountOf: (config) => config.FAKE_ACCOUNT,
  claimedAccount: (callback) => text(read(callback), 'account'),
  verify: (callback, config) => {
    const signature = callback.headers[SIGNATURE_HEADER];
    // Without a secret everybody could sign.
    if (!config.FAKE_SECRET || typeof signature !== 'string') return false;
    const expected = Buffer.from(fakeSignature(callback, config.FAKE_SECRET));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  },
  parse: (callback) => {
    const body = read(callback);
    const signal = statusSignal(body) ?? inboundMessage(body);
    return signal === undefined ? [] : [signal];
  },
  reply: () => ({ status: 204 }),
};

/** Value of `x-fake-signature`: HMAC-SHA256 in hexadecimal over the address, a line break and the body. */
export function fakeSignature(callback: Pick<CallbackRequest, 'url' | 'body'>, secret: string): string {
  return createHmac('sha256', secret).update(`${callback.url}\n`).update(callback.body).digest('hex');
}

/** Statuses that are events; every other one is a detail of the timeline. */
const EVENTS = new Map<string, EventType>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['seen', 'seen'],
  ['failed', 'discarded'],
]);

function statusSignal(body: JsonObject): ProviderSignal | undefined {
  const providerMessageId = text(body, 'messageId');
  const providerStatus = text(body, 'status');
  if (providerMessageId === undefined || providerStatus === undefined) return undefined;
  const event = EVENTS.get(providerStatus);
  const occurredAt = time(body, 'at');
  return {
    kind: 'status',
    providerMessageId,
    providerStatus,
    ...(event === undefined ? {} : { event }),
    ...(event === 'discarded' ? { reason: discardReason(reasonCode(body)) } : {}),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  };
}

function inboundMessage(body: JsonObject): ProviderSignal | undefined {
  const providerMessageId = text(body, 'messageId');
  const from = text(body, 'from');
  const to = text(body, 'to');
  if (providerMessageId === undefined || from === undefined || to === undefined) return undefined;
  const words = text(body, 'text');
  return { kind: 'inbound', providerMessageId, from, to, ...(words === undefined ? {} : { text: words }), media: [] };
}

function reasonCode(body: JsonObject): DiscardCode {
  const given = text(body, 'reason');
  return DISCARD_CODES.find((code) => code === given) ?? 'undelivered';
}

/** The body as an object; an empty one when it is no JSON object, for a callback that nobody understands tells nothing. */
function read({ body }: CallbackRequest): JsonObject {
  try {
    const value = JSON.parse(body.toString('utf8')) as JsonValue;
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function text(body: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function time(body: JsonObject, name: string): Date | undefined {
  const value = new Date(text(body, name) ?? Number.NaN);
  return Number.isNaN(value.getTime()) ? undefined : value;
}
