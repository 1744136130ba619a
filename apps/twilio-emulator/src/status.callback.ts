import { isBusinessScopedUserId, withoutChannel } from './channel.address.js';
import type { WebhookParameters } from './callback.signature.js';
import type { Message, MessageStatus } from './message.resource.js';

const EVENT_TYPES: Partial<Record<MessageStatus, string>> = { delivered: 'DELIVERED', read: 'READ' };

/**
 * The form of a status callback. WhatsApp adds its own fields; captured callbacks leave out StructuredMessage from
 * `delivered` on and ChannelInstallSid on `read`, and so does this.
 * https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function statusCallbackParameters(message: Message, nowMs: number): WebhookParameters {
  const parameters: Record<string, string> = {};
  const eventType = message.channel === 'whatsapp' ? EVENT_TYPES[message.status] : undefined;
  if (eventType !== undefined) parameters.EventType = eventType;
  parameters.SmsSid = message.sid;
  parameters.SmsStatus = message.status;
  parameters.MessageStatus = message.status;
  if (message.channel === 'whatsapp') addWhatsAppParameters(parameters, message, eventType !== undefined);
  parameters.To = message.to;
  parameters.MessageSid = message.sid;
  parameters.AccountSid = message.accountSid;
  if (message.messagingServiceSid !== null) parameters.MessagingServiceSid = message.messagingServiceSid;
  if (message.from !== null) parameters.From = message.from;
  parameters.ApiVersion = '2010-04-01';
  if (message.errorCode !== null) parameters.ErrorCode = String(message.errorCode);
  if (message.channel === 'sms' && (message.status === 'delivered' || message.status === 'undelivered')) {
    parameters.RawDlrDoneDate = minuteStamp(nowMs);
  }
  return parameters;
}

function addWhatsAppParameters(parameters: Record<string, string>, message: Message, hasEvent: boolean): void {
  parameters.ChannelPrefix = 'whatsapp';
  if (isBusinessScopedUserId(message.to)) parameters.ExternalUserId = message.to;
  else parameters.ChannelToAddress = `${withoutChannel(message.to).slice(0, -4)}XXXX`;
  if (!hasEvent) parameters.StructuredMessage = String(message.structured);
  if (message.status !== 'read') parameters.ChannelInstallSid = `XE${message.accountSid.slice(2)}`;
  if (message.errorMessage !== null) parameters.ChannelStatusMessage = message.errorMessage;
}

/** YYMMDDhhmm in GMT, as carriers write it into delivery receipts. */
function minuteStamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(/[-T:]/g, '').slice(2, 12);
}
