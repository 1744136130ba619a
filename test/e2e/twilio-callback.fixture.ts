import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { LedgerEntry } from '../environment/emulator.process.js';

/** Fields of a callback, as Twilio puts them into the form. */
export type CallbackForm = Readonly<Record<string, string>>;

/** What Herald answered to a callback. */
export interface CallbackAnswer {
  status: number;
  contentType: string | null;
  text: string;
}

/** The address at which Twilio would report on a message: the StatusCallback of its create call, without the fragment. */
export function callbackUrlOf({ params }: LedgerEntry): string {
  return String(params['StatusCallback']).replace(/#.*$/, '');
}

/** A status callback on a message, with the fields that Twilio sends for WhatsApp. */
export function statusForm({ sid, accountSid, to, from }: LedgerEntry, status: string): CallbackForm {
  return {
    SmsSid: sid,
    SmsStatus: status,
    MessageStatus: status,
    ChannelToAddress: to.replace('whatsapp:', ''),
    To: to,
    ChannelPrefix: 'whatsapp',
    MessageSid: sid,
    AccountSid: accountSid,
    StructuredMessage: 'false',
    From: from ?? '',
    ApiVersion: '2010-04-01',
  };
}

/** Posts a callback signed with this token by Twilio's own code. */
export function postSigned(url: string, form: CallbackForm, token: string): Promise<CallbackAnswer> {
  return postForm(url, form, getExpectedTwilioSignature(token, url, { ...form }));
}

/** Posts a callback with this signature, or without any. */
export async function postForm(
  url: string,
  form: CallbackForm,
  signature: string | undefined,
): Promise<CallbackAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: signature === undefined ? {} : { 'x-twilio-signature': signature },
    body: new URLSearchParams(form),
  });
  return { status: response.status, contentType: response.headers.get('content-type'), text: await response.text() };
}
