import type { AddressInput, AddressResult, BuildInput, BuildResult } from '#herald/channel-provider';
import { type RequestDialect, type TwilioMessageRequest, messageRequest } from '../_vendors/twilio/message.request.js';
import { readPhoneNumber } from '../_vendors/twilio/phone.number.js';
import { recipientAddress } from '../_vendors/twilio/recipient.address.js';
import type { TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';

/**
 * A user who hides the number has a business-scoped id: country, then the id, or `ENT` and the id for one that a
 * business's accounts share. https://www.twilio.com/docs/whatsapp/key-concepts
 */
const BUSINESS_SCOPED_USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,128}$/;

const CHANNEL_PREFIX = /^whatsapp:/i;

/** An address without the channel, as Herald keeps it: `+919988776655` or a business-scoped id. */
export function plainAddress(twilioAddress: string): string {
  return twilioAddress.replace(CHANNEL_PREFIX, '');
}

/** How Twilio writes addresses on WhatsApp: `whatsapp:` before the number or id. */
export const WHATSAPP_DIALECT: RequestDialect = {
  twilioAddress: (address) => `whatsapp:${plainAddress(address.trim())}`,
};

/** The recipient's number in E.164, or business-scoped id, without `whatsapp:`. */
export function whatsappAddress(input: AddressInput<TwilioWhatsappConfig>): AddressResult {
  return recipientAddress(input, (text, defaultCountry) => {
    const plain = plainAddress(text.trim());
    return BUSINESS_SCOPED_USER_ID.test(plain) ? plain : readPhoneNumber(plain, defaultCountry);
  });
}

/** The create call for a WhatsApp message. */
export function whatsappRequest(input: BuildInput<TwilioWhatsappConfig>): BuildResult<TwilioMessageRequest> {
  return messageRequest(input, WHATSAPP_DIALECT);
}
