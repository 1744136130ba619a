import type Twilio from 'twilio/lib/rest/Twilio.js';
import { type Finding, failure } from '../_vendors/twilio/account.check.js';
import { TwilioRefusal, answerOf } from '../_vendors/twilio/twilio.refusal.js';
import type { TwilioSmsConfig } from './twilio-sms.manifest.js';

/** Whether the sender is one of the account's. Only full numbers can be asked for. */
export async function smsSenderFindings(client: Twilio, config: TwilioSmsConfig): Promise<Finding[]> {
  const { TWILIO_FROM_NUMBER: from, TWILIO_MESSAGING_SERVICE_SID: service } = config;
  if (service !== undefined) {
    const message = 'Not checked: whether the Messaging Service has a sender. Send a test message.';
    return [{ severity: 'warning', field: 'TWILIO_MESSAGING_SERVICE_SID', message }];
  }
  if (from === undefined) {
    const message = 'No sender is given. Set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID.';
    return [{ severity: 'error', field: 'TWILIO_FROM_NUMBER', message }];
  }
  if (!/^\+\d+$/.test(from)) {
    const message = 'Not checked: whether the account may use this short code or sender name. Send a test message.';
    return [{ severity: 'warning', field: 'TWILIO_FROM_NUMBER', message }];
  }
  return numberFindings(client, from);
}

/** https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#read-multiple-incomingphonenumber-resources */
async function numberFindings(client: Twilio, from: string): Promise<Finding[]> {
  const field = 'TWILIO_FROM_NUMBER';
  try {
    const [number] = await answerOf(client.incomingPhoneNumbers.list({ phoneNumber: from, limit: 1 }));
    if (number === undefined) {
      const message =
        'The number does not belong to this account. Choose one of Phone Numbers, Active numbers, in the Twilio console.';
      return [{ severity: 'error', field, message }];
    }
    if (number.capabilities.sms) return [];
    return [{ severity: 'error', field, message: 'The number cannot send SMS. Choose one with that capability.' }];
  } catch (error) {
    if (error instanceof TwilioRefusal) return [{ ...failure(error, field), severity: 'warning' }];
    throw error;
  }
}
