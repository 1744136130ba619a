import { type AddressInput, type AddressResult, type ProfileProperty, discardReason } from '#herald/channel-provider';
import { overriddenRecipient } from './override.parameters.js';
import type { TwilioMessagingConfig } from './twilio.config.js';

/** The property of a profile that all Twilio providers for messages read. */
export const PHONE_NUMBER_PROPERTY: ProfileProperty = {
  name: 'phoneNumber',
  help: 'Phone number with country code, without spaces or special characters.',
  example: '+919988776655',
};

/** Reads a recipient as a channel accepts it, into the form that Herald keeps; nothing when it is not usable. */
export type RecipientReader = (text: string, defaultCountry: string | undefined) => string | undefined;

/** The recipient: `To` of the override if there is one, else the number in the profile. Both pass the same check. */
export function recipientAddress(
  { profile, config, overrides }: AddressInput<TwilioMessagingConfig>,
  read: RecipientReader,
): AddressResult {
  const overridden = overriddenRecipient(overrides.fields);
  const given = overridden ?? profile[PHONE_NUMBER_PROPERTY.name];
  if (given === undefined || given === null || (typeof given === 'string' && given.trim() === '')) {
    return { kind: 'unaddressable', reason: missing(overridden !== undefined) };
  }
  const isText = typeof given === 'string' || typeof given === 'number';
  const address = isText ? read(String(given), config.TWILIO_DEFAULT_COUNTRY) : undefined;
  if (address !== undefined) return { kind: 'address', address };
  return { kind: 'unaddressable', reason: invalid(overridden !== undefined) };
}

function missing(isOverridden: boolean) {
  return discardReason('recipient_address_missing', {
    explanation: isOverridden
      ? 'The override names an empty recipient in To.'
      : "The user's profile has no phoneNumber.",
    nextStep: isOverridden
      ? 'Leave To out of the override, or write a number with country code.'
      : "Add phoneNumber, e.g. +919988776655, to the user's profile with PUT /v3/users/:identifier and send again.",
  });
}

function invalid(isOverridden: boolean) {
  const place = isOverridden ? 'To of the override' : "phoneNumber of the user's profile";
  return discardReason('recipient_address_invalid', {
    explanation: `The ${place} is not a phone number with country code.`,
    nextStep: `Write ${place} with a leading + and the country code, e.g. +919988776655, or set TWILIO_DEFAULT_COUNTRY to complete national numbers.`,
  });
}
