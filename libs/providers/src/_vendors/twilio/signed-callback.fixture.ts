import { createHash, createHmac } from 'node:crypto';
import type { CallbackRequest } from '#herald/channel-provider';

/**
 * The callback as Twilio would send it with this token: a form is signed with its fields, JSON through its hash, which is
 * added to the address. Written from https://www.twilio.com/docs/usage/security, apart from the code that verifies.
 */
export function signedCallback(callback: CallbackRequest, authToken: string): CallbackRequest {
  const isJson = String(callback.headers['content-type']).includes('json');
  const hash = createHash('sha256').update(callback.body).digest('hex');
  const url = isJson ? `${callback.url}&bodySHA256=${hash}` : callback.url;
  const signed = isJson ? url : url + concatenated(callback.body);
  const signature = createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
  return { ...callback, url, headers: { ...callback.headers, 'x-twilio-signature': signature } };
}

/** Names in code unit order, each followed by its values: every value once, sorted. */
function concatenated(body: Buffer): string {
  const form = new URLSearchParams(body.toString('utf8'));
  const names = [...new Set(form.keys())].toSorted();
  return names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .toSorted()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}
