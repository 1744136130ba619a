import { channelOf, isBusinessScopedUserId, withoutChannel } from './channel.address.js';
import { newIdempotencyToken } from './callback.sender.js';
import { callbackTarget } from './connection.overrides.js';
import type { ControlBody } from './control.body.js';
import type { AccountOptions } from './emulator.environment.js';
import type { EmulatorState } from './emulator.state.js';
import type { Message } from './message.resource.js';

/**
 * A user writes to the account: the message is kept and its webhook, signed, is sent to `url`. `parameters` are added
 * to the webhook and win over what it carries anyway (ButtonPayload, Latitude, MediaUrl0, …).
 * https://www.twilio.com/docs/messaging/guides/webhook-request
 *
 * @returns what the webhook's receiver answered; nulls when it did not
 * @throws ControlRequestError
 */
export async function receiveInbound(state: EmulatorState, body: ControlBody): Promise<object> {
  const from = body.requiredText('from');
  const to = body.requiredText('to');
  const url = body.requiredText('url');
  const text = body.text('body') ?? '';
  const mediaCount = body.wholeNumber('numMedia') ?? 0;
  const parameters = body.texts('parameters');
  const accountSid = body.text('accountSid');
  const account = accountSid === undefined ? state.accounts.first() : state.accounts.find(accountSid);
  body.refuse(account === undefined, 'accountSid is no account of this emulator.');
  body.refuse(callbackTarget(url) === undefined, 'url is not an absolute http or https URL.');
  body.finish();
  if (account === undefined) throw new Error('An account was checked and is not there.');

  const channel = channelOf(from);
  const message = state.messages.receive(
    { accountSid: account.sid, to, from, channel, body: text, mediaCount },
    Date.now(),
  );
  const answer = await state.sender.send({
    url,
    parameters: { ...inboundParameters(message, account), ...parameters },
    authToken: account.authToken,
    idempotencyToken: newIdempotencyToken(),
  });
  return { sid: message.sid, httpStatus: answer?.httpStatus ?? null, body: answer?.body ?? null };
}

function inboundParameters(message: Message, account: AccountOptions): Record<string, string> {
  const parameters: Record<string, string> = {
    SmsMessageSid: message.sid,
    NumMedia: String(message.mediaCount),
    SmsSid: message.sid,
    SmsStatus: 'received',
    Body: message.body,
    To: message.to,
    NumSegments: '1',
    MessageSid: message.sid,
    AccountSid: account.sid,
    From: message.from ?? '',
    ApiVersion: '2010-04-01',
  };
  for (let index = 0; index < message.mediaCount; index += 1) {
    const uri = `/2010-04-01/Accounts/${account.sid}/Messages/${message.sid}/Media/ME${index}`;
    parameters[`MediaUrl${index}`] = `https://api.twilio.com${uri}`;
    parameters[`MediaContentType${index}`] = 'image/jpeg';
  }
  return message.channel === 'whatsapp' ? { ...parameters, ...whatsAppParameters(message.from ?? '') } : parameters;
}

function whatsAppParameters(from: string): Record<string, string> {
  const sender: Record<string, string> = isBusinessScopedUserId(from)
    ? { ExternalUserId: from }
    : { WaId: withoutChannel(from).replace('+', '') };
  return { ...sender, ProfileName: 'Emulated user', MessageType: 'text' };
}
