import type { CallbackReply, CallbackRequest, ProviderSignal, ProviderWebhook } from '#herald/channel-provider';
import { type CallbackFields, callbackFields, fieldSid, fieldText } from './callback.fields.js';
import { isSignedByTwilio } from './callback.signature.js';
import { inboundMessage, isInbound } from './inbound.callback.js';
import { type StatusEvents, statusSignal } from './message.status.js';
import type { TwilioMessagingConfig } from './twilio.config.js';

/** What tells the channels apart in a callback. */
export interface WebhookDialect {
  events: StatusEvents;
  /** Twilio's address of a person or sender as Herald writes it. */
  plainAddress: (address: string) => string;
}

/** Nothing is said to the user: Herald's answers go out as notifications. */
const EMPTY_TWIML: CallbackReply = {
  status: 200,
  contentType: 'text/xml',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

/** The receiving half of a Twilio provider for messages: status callbacks and inbound messages. */
export function twilioWebhook(dialect: WebhookDialect): ProviderWebhook<TwilioMessagingConfig> {
  return {
    accountOf: (config) => config.TWILIO_ACCOUNT_SID,
    claimedAccount: (callback) => fieldSid(callbackFields(callback), 'AccountSid'),
    verify: (callback, config) =>
      fieldSid(callbackFields(callback), 'AccountSid') === config.TWILIO_ACCOUNT_SID &&
      isSignedByTwilio(callback, config.TWILIO_AUTH_TOKEN),
    parse: (callback) => signals(callback, dialect),
    reply: (callback) => (isInbound(callbackFields(callback)) ? EMPTY_TWIML : { status: 204 }),
  };
}

function signals(callback: CallbackRequest, { events, plainAddress }: WebhookDialect): ProviderSignal[] {
  const fields = callbackFields(callback);
  if (isInbound(fields)) {
    const message = inboundMessage(fields, plainAddress);
    return message === undefined ? [] : [message];
  }
  const sid = fieldSid(fields, 'MessageSid') ?? fieldSid(fields, 'SmsSid');
  const status = messageStatus(fields);
  if (sid === undefined || status === undefined) return [];
  return [statusSignal({ sid, status, errorCode: errorCode(fields) }, events)];
}

/**
 * The status word. `EventType` (`DELIVERED`, `READ`) stands in where the word is missing. A time is not taken: status
 * callbacks carry none, and `RawDlrDoneDate` of SMS is a carrier's local minute without a time zone.
 * https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 */
function messageStatus(fields: CallbackFields): string | undefined {
  return (
    fieldText(fields, 'MessageStatus') ??
    fieldText(fields, 'SmsStatus') ??
    fieldText(fields, 'EventType')?.toLowerCase()
  );
}

function errorCode(fields: CallbackFields): string | undefined {
  const code = fieldText(fields, 'ErrorCode');
  return code !== undefined && /^[1-9]\d{3,5}$/.test(code) ? code : undefined;
}
