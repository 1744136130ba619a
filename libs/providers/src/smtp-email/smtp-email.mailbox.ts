import { isEmail } from 'class-validator';
import addressparser from 'nodemailer/lib/addressparser';

/** An address and the name shown with it. */
export type Mailbox = { name?: string; address: string };

/** The bare address with its domain in lower case; nothing when it is no valid address. */
export function emailAddress(text: string): string | undefined {
  const trimmed = text.trim();
  // isEmail throws at half a surrogate pair.
  if (LONE_SURROGATE.test(trimmed) || !isEmail(trimmed)) return undefined;
  const at = trimmed.lastIndexOf('@');
  return `${trimmed.slice(0, at)}@${trimmed.slice(at + 1).toLowerCase()}`;
}

const LONE_SURROGATE = /\p{Cs}/u;

/** One mailbox such as `Shop <orders@shop.example>`; nothing when the text is no single valid mailbox. */
export function mailbox(text: string): Mailbox | undefined {
  const entries = addressparser(text);
  const [entry] = entries;
  if (entries.length !== 1 || entry?.address === undefined) return undefined;
  const address = emailAddress(entry.address);
  if (address === undefined) return undefined;
  return entry.name === '' ? { address } : { name: entry.name, address };
}

/** What follows the @. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
