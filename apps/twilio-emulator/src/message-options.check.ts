import { isCallbackUrl } from './connection.overrides.js';
import type { MessageDraft } from './message.draft.js';
import { TwilioRefusal } from './twilio-error.response.js';

const MINUTE_MS = 60_000;
const EARLIEST_SEND_MS = 15 * MINUTE_MS;
const LATEST_SEND_MS = 35 * 24 * 60 * MINUTE_MS;
const VALIDITY_SECONDS = 36_000;
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Closed lists of values. https://www.twilio.com/docs/messaging/api/message-resource#request-body-parameters */
const VALUES: readonly (readonly [name: string, allowed: ReadonlySet<string>])[] = [
  ...['SmartEncoded', 'SendAsMms', 'ShortenUrls', 'ProvideFeedback', 'ForceDelivery'].map(
    (name) => [name, new Set(['true', 'false'])] as const,
  ),
  ['ContentRetention', new Set(['retain', 'discard'])],
  ['AddressRetention', new Set(['retain', 'obfuscate'])],
  ['TrafficType', new Set(['free'])],
  ['RiskCheck', new Set(['enable', 'disable'])],
  ['ScheduleType', new Set(['fixed'])],
  [
    'MessageIntent',
    new Set([
      'otp',
      'notifications',
      'marketing',
      'fraud',
      'security',
      'customercare',
      'delivery',
      'education',
      'polling',
      'announcements',
      'events',
    ]),
  ],
];

/**
 * Checks everything about a message but its addresses and content.
 *
 * @returns when a scheduled message is due, in Unix milliseconds
 * @throws TwilioRefusal
 */
export function checkOptions(draft: MessageDraft, nowMs: number): number | undefined {
  const callback = draft.text('StatusCallback');
  if (callback !== undefined && !isCallbackUrl(callback)) throw new TwilioRefusal(21609, callback);
  const validity = draft.text('ValidityPeriod');
  if (validity !== undefined && !isWholeNumber(validity, 1, VALIDITY_SECONDS)) throw new TwilioRefusal(21624);
  const attempt = draft.text('Attempt');
  if (attempt !== undefined && !isWholeNumber(attempt, 1, 2 ** 31 - 1)) throw invalid('Attempt');
  const maxPrice = draft.text('MaxPrice');
  if (maxPrice !== undefined && !/^\d+(\.\d+)?$/.test(maxPrice)) throw new TwilioRefusal(21627);
  for (const [name, allowed] of VALUES) {
    const value = draft.text(name);
    if (value !== undefined && !allowed.has(value)) throw invalid(name);
  }
  checkMessagingServiceOptions(draft);
  return scheduledTime(draft, nowMs);
}

function checkMessagingServiceOptions(draft: MessageDraft): void {
  const service = draft.text('MessagingServiceSid');
  if (draft.text('FallbackFrom') !== undefined) {
    if (!service) throw new TwilioRefusal(21666);
    if (draft.text('From') !== undefined) throw new TwilioRefusal(21664);
  }
  if (draft.text('ShortenUrls') === 'true' && !service) throw invalid('ShortenUrls');
}

/** https://www.twilio.com/docs/messaging/features/message-scheduling */
function scheduledTime(draft: MessageDraft, nowMs: number): number | undefined {
  const sendAt = draft.text('SendAt');
  const scheduled = draft.text('ScheduleType') !== undefined;
  if (!scheduled && sendAt === undefined) return undefined;
  if (!scheduled) throw invalid('ScheduleType');
  if (sendAt === undefined) throw new TwilioRefusal(35111);
  if (draft.text('MessagingServiceSid') === undefined) throw new TwilioRefusal(35118);
  const dueMs = ISO_8601.test(sendAt) ? Date.parse(sendAt) : Number.NaN;
  const aheadMs = dueMs - nowMs;
  if (!(aheadMs >= EARLIEST_SEND_MS && aheadMs <= LATEST_SEND_MS)) throw new TwilioRefusal(35114);
  return dueMs;
}

function isWholeNumber(text: string, least: number, most: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) >= least && Number(text) <= most;
}

function invalid(name: string): TwilioRefusal {
  return new TwilioRefusal(20001, `Parameter '${name}' is not valid`);
}
