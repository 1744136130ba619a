import type { Channel } from './emulator.environment.js';
import type { TwilioErrorCode } from './twilio-error.response.js';

/** Twilio's test numbers for the sender of an SMS. https://www.twilio.com/docs/iam/test-credentials */
export const MAGIC_SMS_SENDERS: ReadonlyMap<string, TwilioErrorCode> = new Map([
  ['+15005550001', 21212],
  ['+15005550007', 21606],
  ['+15005550008', 21611],
]);

/** Twilio's test numbers for the recipient of an SMS. https://www.twilio.com/docs/iam/test-credentials */
export const MAGIC_SMS_RECIPIENTS: ReadonlyMap<string, TwilioErrorCode> = new Map([
  ['+15005550001', 21211],
  ['+15005550002', 21612],
  ['+15005550003', 21408],
  ['+15005550004', 21610],
  ['+15005550009', 21614],
]);

/** What happens to a message after it was accepted. */
export interface MagicOutcome {
  readonly channels: readonly Channel[];
  /** The last status that the message reaches. */
  readonly ends: 'queued' | 'sent' | 'delivered' | 'failed' | 'undelivered';
  readonly errorCode?: TwilioErrorCode;
  /** Only messages without a template end so. */
  readonly freeFormOnly?: boolean;
  /** Refused by the create call itself instead of later. */
  readonly synchronous?: boolean;
}

const both: readonly Channel[] = ['whatsapp', 'sms'];
const whatsapp: readonly Channel[] = ['whatsapp'];

/** The emulator's own recipients; the README lists them with their meaning. Everybody else reads what they get. */
export const MAGIC_OUTCOMES: ReadonlyMap<string, MagicOutcome> = new Map<string, MagicOutcome>([
  ['+15005550101', { channels: whatsapp, ends: 'failed', errorCode: 63016, freeFormOnly: true }],
  ['+15005550102', { channels: whatsapp, ends: 'failed', errorCode: 63003 }],
  ['+15005550103', { channels: whatsapp, ends: 'undelivered', errorCode: 63024 }],
  ['+15005550104', { channels: whatsapp, ends: 'failed', errorCode: 63015 }],
  ['+15005550105', { channels: both, ends: 'undelivered', errorCode: 30008 }],
  ['+15005550106', { channels: both, ends: 'delivered' }],
  ['+15005550107', { channels: both, ends: 'queued' }],
  ['+15005550108', { channels: both, ends: 'sent' }],
  ['+15005550109', { channels: whatsapp, ends: 'failed', errorCode: 63018 }],
  ['+15005550110', { channels: whatsapp, ends: 'undelivered', errorCode: 63049 }],
  ['+15005550111', { channels: whatsapp, ends: 'failed', errorCode: 63016, freeFormOnly: true, synchronous: true }],
]);
