import { isValidPhoneNumber } from 'libphonenumber-js/max';
import type { Channel } from './emulator.environment.js';

const WHATSAPP_PREFIX = 'whatsapp:';
const REMEMBERED_NUMBERS = 50_000;

/**
 * A WhatsApp business-scoped user id: country code, then the id, or `ENT` and the id for a parent account's.
 * https://www.twilio.com/docs/whatsapp/key-concepts
 */
const BUSINESS_SCOPED_USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

/** The channel that an address speaks on, by its prefix. */
export function channelOf(address: string): Channel {
  return address.startsWith(WHATSAPP_PREFIX) ? 'whatsapp' : 'sms';
}

/** The number, short code or id behind the channel prefix. */
export function withoutChannel(address: string): string {
  return address.startsWith(WHATSAPP_PREFIX) ? address.slice(WHATSAPP_PREFIX.length) : address;
}

/** The address of a number on a channel. */
export function addressOn(channel: Channel, number: string): string {
  return channel === 'whatsapp' ? WHATSAPP_PREFIX + number : number;
}

/** Whether the address is a WhatsApp business-scoped user id. */
export function isBusinessScopedUserId(address: string): boolean {
  return channelOf(address) === 'whatsapp' && BUSINESS_SCOPED_USER_ID.test(withoutChannel(address));
}

/** Whether a message can be addressed to it: a valid number in E.164, or on WhatsApp also a business-scoped user id. */
export function isRecipient(address: string): boolean {
  return isE164(withoutChannel(address)) || isBusinessScopedUserId(address);
}

/** Whether it looks like a sender: E.164, short code, or alphanumeric sender id of at most 11 characters. */
export function isSenderShaped(number: string): boolean {
  return /^\+[1-9]\d{1,14}$|^\d{3,8}$/.test(number) || /^(?=.*[A-Za-z])[A-Za-z0-9 +\-_&]{1,11}$/.test(number);
}

const validity = new Map<string, boolean>();

/** Whether the number is written in E.164 and valid; answers are remembered, because the check costs more than the rest of a create. */
function isE164(number: string): boolean {
  const known = validity.get(number);
  if (known !== undefined) return known;
  const valid = /^\+[1-9]\d{1,14}$/.test(number) && isValidPhoneNumber(number);
  if (validity.size >= REMEMBERED_NUMBERS) validity.clear();
  validity.set(number, valid);
  return valid;
}
