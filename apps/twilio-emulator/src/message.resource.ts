import type { Channel } from './emulator.environment.js';

/** Every status a message can have. https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export const MESSAGE_STATUSES = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'undelivered',
  'canceled',
  'receiving',
  'received',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** A message as the emulator keeps it. Times are Unix milliseconds. */
export interface Message {
  readonly sequence: number;
  readonly sid: string;
  readonly accountSid: string;
  readonly to: string;
  /** Null until a Messaging Service has picked a sender. */
  from: string | null;
  readonly channel: Channel;
  readonly direction: 'outbound-api' | 'inbound';
  body: string;
  readonly mediaCount: number;
  /** Whether a template was sent. */
  readonly structured: boolean;
  readonly messagingServiceSid: string | null;
  readonly statusCallback: string | undefined;
  status: MessageStatus;
  errorCode: number | null;
  errorMessage: string | null;
  readonly createdMs: number;
  sentMs: number | null;
  updatedMs: number;
}

/** The message as the API shows it: https://www.twilio.com/docs/messaging/api/message-resource#message-properties */
export function messageResource(message: Message): Readonly<Record<string, unknown>> {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    body: message.body,
    num_segments: message.from === null ? '0' : segmentCount(message),
    direction: message.direction,
    from: message.from,
    date_updated: rfc2822(message.updatedMs),
    price: null,
    error_message: message.errorMessage,
    uri: `${uri}.json`,
    account_sid: message.accountSid,
    num_media: String(message.mediaCount),
    to: message.to,
    date_created: rfc2822(message.createdMs),
    status: message.status,
    sid: message.sid,
    date_sent: message.sentMs === null ? null : rfc2822(message.sentMs),
    messaging_service_sid: message.messagingServiceSid,
    error_code: message.errorCode,
    price_unit: 'USD',
    api_version: '2010-04-01',
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

let writtenSecond = -1;
let writtenText = '';

/** A time as RFC 2822, the way Twilio writes it: `Fri, 21 Nov 2025 11:56:00 +0000`. */
function rfc2822(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  if (second !== writtenSecond) {
    writtenSecond = second;
    writtenText = new Date(second * 1000).toUTCString().replace('GMT', '+0000');
  }
  return writtenText;
}

/** The basic set and, twice as wide, the extension set of GSM 03.38. */
const GSM_BASIC = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ^{}\\[~\]|€]*$/;
const GSM_EXTENDED = /[\^{}\\[~\]|€]/g;

/** https://www.twilio.com/docs/glossary/what-sms-character-limit; outside SMS a message is one segment. */
function segmentCount(message: Message): string {
  if (message.channel !== 'sms' || message.body === '') return '1';
  const gsm = GSM_BASIC.test(message.body);
  const length = message.body.length + (gsm ? (message.body.match(GSM_EXTENDED)?.length ?? 0) : 0);
  const [single, joined] = gsm ? [160, 153] : [70, 67];
  return String(length <= single ? 1 : Math.ceil(length / joined));
}
