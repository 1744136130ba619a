import type { ParsedUrlQuery } from 'node:querystring';
import { channelOf, isRecipient, isSenderShaped, withoutChannel } from './channel.address.js';
import type { Channel } from './emulator.environment.js';
import { MAGIC_OUTCOMES, MAGIC_SMS_RECIPIENTS, MAGIC_SMS_SENDERS } from './magic-numbers.table.js';
import { checkContent } from './message-content.check.js';
import { checkOptions } from './message-options.check.js';
import { MessageDraft } from './message.draft.js';
import type { SenderDirectory } from './sender.directory.js';
import { TwilioRefusal } from './twilio-error.response.js';

/** A create request that Twilio would accept. */
export interface MessageRequest {
  readonly to: string;
  /** Absent where a Messaging Service will pick the sender. */
  readonly from: string | undefined;
  readonly channel: Channel;
  readonly messagingServiceSid: string | undefined;
  /** Empty when a template or media alone is sent. */
  readonly body: string;
  readonly mediaCount: number;
  /** Whether a template is sent. */
  readonly structured: boolean;
  readonly statusCallback: string | undefined;
  /** Unix milliseconds; only for scheduled messages. */
  readonly sendAt: number | undefined;
}

/** Every parameter of the create call that takes one value; only MediaUrl and PersistentAction repeat. */
const SINGLE_VALUED = new Set([
  'To',
  'From',
  'MessagingServiceSid',
  'Body',
  'ContentSid',
  'ContentVariables',
  'StatusCallback',
  'ApplicationSid',
  'SendAt',
  'ScheduleType',
  'ValidityPeriod',
  'Attempt',
  'SmartEncoded',
  'SendAsMms',
  'ShortenUrls',
  'ProvideFeedback',
  'ForceDelivery',
  'ContentRetention',
  'AddressRetention',
  'TrafficType',
  'RiskCheck',
  'MessageIntent',
  'FallbackFrom',
  'MaxPrice',
  'Tags',
]);

/**
 * Checks the parameters of a create call as Twilio does, and in its order: the first fault is the answer.
 * Parameters that Twilio does not know are ignored.
 * https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 *
 * @param nowMs Unix milliseconds; scheduling is judged by it
 * @throws TwilioRefusal
 */
export function readMessageRequest(
  params: ParsedUrlQuery,
  accountSid: string,
  senders: SenderDirectory,
  nowMs: number,
): MessageRequest {
  refuseRepeated(params);
  const draft = new MessageDraft(params, accountSid);
  const to = draft.text('To');
  if (!to) throw new TwilioRefusal(21604);
  const from = draft.text('From');
  const messagingServiceSid = draft.text('MessagingServiceSid');
  if (!from && !messagingServiceSid) throw new TwilioRefusal(21603);
  if (messagingServiceSid && !/^MG[0-9a-fA-F]{32}$/.test(messagingServiceSid)) {
    throw new TwilioRefusal(21701, messagingServiceSid);
  }
  checkRecipient(to, draft.channel);
  if (from) checkSender(from, to, draft, senders);
  checkContent(draft);
  const sendAt = checkOptions(draft, nowMs);
  const structured = draft.text('ContentSid') !== undefined;
  checkMagicOutcome(to, structured);
  return {
    to,
    from,
    channel: draft.channel,
    messagingServiceSid,
    body: structured ? '' : (draft.text('Body') ?? ''),
    mediaCount: draft.list('MediaUrl').length,
    structured,
    statusCallback: draft.text('StatusCallback'),
    sendAt,
  };
}

/** That Twilio refuses a repeated key here is inferred: the strict reading. */
function refuseRepeated(params: ParsedUrlQuery): void {
  for (const name in params) {
    if (typeof params[name] !== 'string' && SINGLE_VALUED.has(name)) {
      throw new TwilioRefusal(20001, `Parameter '${name}' takes one value and was given more than once`);
    }
  }
}

function checkRecipient(to: string, channel: Channel): void {
  const magic = channel === 'sms' ? MAGIC_SMS_RECIPIENTS.get(to) : undefined;
  if (magic) throw new TwilioRefusal(magic, to);
  if (!isRecipient(to)) throw new TwilioRefusal(21211, to);
}

function checkSender(from: string, to: string, draft: MessageDraft, senders: SenderDirectory): void {
  if (channelOf(from) !== draft.channel) throw new TwilioRefusal(21910);
  const number = withoutChannel(from);
  if (draft.channel === 'whatsapp') {
    if (senders.ownership(number, 'whatsapp', draft.accountSid) !== 'owned') throw new TwilioRefusal(63007);
    if (from === to) throw new TwilioRefusal(63031, draft.accountSid);
    return;
  }
  const magic = MAGIC_SMS_SENDERS.get(number);
  if (magic) throw new TwilioRefusal(magic, number);
  if (!isSenderShaped(number)) throw new TwilioRefusal(21212, number);
  const ownership = senders.ownership(number, 'sms', draft.accountSid);
  if (ownership === 'other') throw new TwilioRefusal(21660, `${number} and the account ${draft.accountSid}`);
  if (ownership === 'unknown') throw new TwilioRefusal(21659, number);
  if (from === to) throw new TwilioRefusal(21266);
}

function checkMagicOutcome(to: string, structured: boolean): void {
  const outcome = MAGIC_OUTCOMES.get(withoutChannel(to));
  if (!outcome?.synchronous || !outcome.errorCode || !outcome.channels.includes(channelOf(to))) return;
  if (!(outcome.freeFormOnly && structured)) throw new TwilioRefusal(outcome.errorCode, to);
}
