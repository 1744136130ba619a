import { createHmac } from 'node:crypto';

/** Form parameters of a webhook. A repeated name has several values. */
export type WebhookParameters = Readonly<Record<string, string | readonly string[]>>;

/**
 * The value of `X-Twilio-Signature`: HMAC-SHA1 over the URL as requested (no fragment), followed by each parameter's
 * name and value, names in code unit order; several values of a name count once each, sorted.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function twilioSignature(authToken: string, url: string, parameters: WebhookParameters): string {
  let signed = url;
  for (const name of Object.keys(parameters).toSorted()) {
    for (const value of distinct(parameters[name] ?? '')) signed += name + value;
  }
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}

function distinct(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : [...new Set(value)].toSorted();
}
