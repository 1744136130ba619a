/** What a person may mean who types this into a search. */
export interface SearchText {
  /** As typed, without spaces around it. */
  plain: string;
  /** A request id or delivery id; of these nothing else is meant. */
  id?: string;
  /** The digits of a phone number; null where it can be none. */
  digits: string | null;
  /** For addresses that know no case. */
  lower: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A phone number in any spelling, without extension: https://www.itu.int/rec/T-REC-E.123 */
const PHONE_NUMBER = /^\+?[\d\s().\-/]+$/;
const FEWEST_DIGITS = 5;

/** Reads what was typed into a search. */
export function readSearchText(typed: string): SearchText {
  const plain = typed.trim();
  const digits = plain.replace(/\D/g, '');
  return {
    plain,
    ...(UUID.test(plain) && { id: plain.toLowerCase() }),
    digits: PHONE_NUMBER.test(plain) && digits.length >= FEWEST_DIGITS ? digits : null,
    lower: plain.toLowerCase(),
  };
}
