import type { CallbackRequest } from '#herald/channel-provider';
import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { callbackFields, isJson } from './callback.fields.js';

/**
 * True when the callback carries Twilio's signature made with this token, over the public address and either the fields
 * of the form or, for JSON, the body's hash in the address. https://www.twilio.com/docs/usage/security
 *
 * @param authToken the primary token of the account; empty or absent means that nothing is believed
 */
export function isSignedByTwilio(callback: CallbackRequest, authToken: string | undefined): boolean {
  const signature = callback.headers['x-twilio-signature'];
  if (authToken === undefined || authToken === '' || typeof signature !== 'string' || !URL.canParse(callback.url))
    return false;
  return isJson(callback)
    ? validateRequestWithBody(authToken, signature, callback.url, callback.body.toString('utf8'))
    : validateRequest(authToken, signature, callback.url, callbackFields(callback));
}
