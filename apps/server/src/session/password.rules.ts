import type { Fault } from '#herald/channel-provider';
import { foldedEmail } from '#herald/store';

/** Characters of a password. */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;

/** Fewer than this is a pattern, not a password. */
const DIFFERENT_CHARACTERS = 5;

/** Runs that people type. */
const ROW = 'abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiopasdfghjklzxcvbnm 12345678901234567890';

/**
 * What is wrong with a password to be set. Length is what counts; no kinds of characters are asked for
 * (NIST SP 800-63B, 3.1.1.2).
 *
 * @param email of the member
 * @param path of the password in the request
 */
export function passwordFaults(password: string, email: string, path: string): Fault[] {
  const { min, max } = PASSWORD_LENGTH;
  const { length } = password;
  if (length < min || length > max) return [{ path, message: `must have ${min} to ${max} characters` }];
  const folded = password.toLowerCase();
  const [name = ''] = foldedEmail(email).split('@');
  const isFromEmail =
    folded === foldedEmail(email) || (name.length > 3 && folded.replaceAll(name, '').length < min / 2);
  if (isFromEmail) return [{ path, message: 'must not be made of the e-mail address' }];
  const isPattern = new Set(folded).size < DIFFERENT_CHARACTERS || ROW.includes(folded);
  return isPattern ? [{ path, message: 'is too easy to guess; take several words, say' }] : [];
}
