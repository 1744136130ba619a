import type { PaceInput, SenderPace } from '#herald/channel-provider';
import { twilioPace } from '../_vendors/twilio/sender.pace.js';
import { TWILIO_SMS, type TwilioSmsConfig } from './twilio-sms.manifest.js';
import { SMS_DIALECT } from './twilio-sms.request.js';

/**
 * The rate of an SMS sender depends on its kind and country (1 a second for a long code in the USA, 100 for a short code),
 * and Twilio queues what comes faster for up to ten hours: without `TWILIO_SENDS_PER_SECOND` that queue does the pacing.
 * https://www.twilio.com/docs/api/errors/21611
 */
export function smsPace(input: PaceInput<TwilioSmsConfig>): SenderPace {
  return twilioPace(TWILIO_SMS.id, input, SMS_DIALECT, undefined);
}
