import type { AddressInput, AddressResult, BuildInput, BuildResult } from '#herald/channel-provider';
import { type RequestDialect, type TwilioMessageRequest, messageRequest } from '../_vendors/twilio/message.request.js';
import { readPhoneNumber } from '../_vendors/twilio/phone.number.js';
import { recipientAddress } from '../_vendors/twilio/recipient.address.js';
import type { TwilioSmsConfig } from './twilio-sms.manifest.js';

/** Numbers and sender names go to Twilio as they are. */
export const SMS_DIALECT: RequestDialect = { twilioAddress: (address) => address };

/** The recipient's number in E.164. */
export function smsAddress(input: AddressInput<TwilioSmsConfig>): AddressResult {
  return recipientAddress(input, readPhoneNumber);
}

/** The create call for a text message. */
export function smsRequest(input: BuildInput<TwilioSmsConfig>): BuildResult<TwilioMessageRequest> {
  return messageRequest(input, SMS_DIALECT);
}
