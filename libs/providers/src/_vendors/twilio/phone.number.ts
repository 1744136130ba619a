import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What was read lately, by country and text: the same users are written to again, and reading a number costs as much as checking a call. */
const READ = new Map<string, { number: string | undefined }>();
const MOST_REMEMBERED = 10_000;
const LONGEST_REMEMBERED = 64;

/**
 * A phone number in E.164, or nothing when it cannot be one. libphonenumber decides.
 *
 * A number with its country code is taken when its length exists in that country, not only when it falls into a block
 * that is known to be given out: such lists age, Twilio's test numbers and the numbers reserved for examples are not on
 * them, and Twilio itself says definitely what does not exist (21211). A national number is completed only into a number
 * that is known to be given out, because a wrong guess would write to a stranger.
 *
 * @param text in any usual writing: spaces, brackets, hyphens
 * @param defaultCountry ISO 3166 code that completes a national number; without it such a number is none
 */
export function readPhoneNumber(text: string, defaultCountry = ''): string | undefined {
  if (text.length > LONGEST_REMEMBERED) return parsed(text, defaultCountry);
  const key = `${defaultCountry} ${text}`;
  const known = READ.get(key);
  if (known !== undefined) return known.number;
  const number = parsed(text, defaultCountry);
  const [oldest] = READ.size >= MOST_REMEMBERED ? READ.keys() : [];
  if (oldest !== undefined) READ.delete(oldest);
  READ.set(key, { number });
  return number;
}

function parsed(text: string, defaultCountry: string): string | undefined {
  const country = defaultCountry.toUpperCase();
  const known = isSupportedCountry(country) ? { defaultCountry: country } : {};
  const number = parsePhoneNumberFromString(text.trim(), { ...known, extract: false });
  if (number === undefined || number.ext !== undefined) return undefined;
  const isInternational = /^\s*[+＋]/.test(text);
  return (isInternational ? number.isPossible() : number.isValid()) ? number.number : undefined;
}

/** True when libphonenumber knows numbers of this country (ISO 3166, either case). */
export function isKnownCountry(country: string): boolean {
  return isSupportedCountry(country.toUpperCase());
}
