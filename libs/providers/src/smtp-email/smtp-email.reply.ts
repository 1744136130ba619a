import { type DiscardReason, type DiscardCode, discardReason } from '#herald/channel-provider';

/** A refusal of the mail server: its three digits, the enhanced code where it gave one, and the command it answered. */
export interface SmtpReply {
  code: number;
  /** RFC 3463, e.g. `5.1.1`. */
  enhanced?: string;
  command: string;
}

/** Reads a reply such as `550 5.1.1 <…> user unknown`. The words behind the codes can name people and are left alone. */
export function readReply(response: string, command = ''): SmtpReply | undefined {
  const match = /^([45]\d{2})(?:[ -]([245]\.\d{1,3}\.\d{1,3})(?!\S))?/.exec(response);
  if (match?.[1] === undefined) return undefined;
  return { code: Number(match[1]), ...(match[2] === undefined ? {} : { enhanced: match[2] }), command };
}

/** The codes as one text, e.g. `550 5.1.1`. */
export function replyCode({ code, enhanced }: SmtpReply): string {
  return enhanced === undefined ? String(code) : `${code} ${enhanced}`;
}

/**
 * True when the same message may be taken later: every 4yz reply, and 503, which speaks of the state of the
 * conversation and not of the message (RFC 5321, section 4.2).
 */
export function isTemporary({ code }: SmtpReply): boolean {
  return code < 500 || code === 503;
}

/** True when the server asks for a slower pace: "mail flood detected" (IANA registry of enhanced status codes). */
export function isAboutRate({ enhanced }: SmtpReply): boolean {
  return enhanced?.slice(1) === '.7.28';
}

/** The reason that stands for a definite refusal. */
export function reasonOf(reply: SmtpReply): DiscardReason {
  const detail = reply.enhanced?.slice(2) ?? '';
  const subject = detail.split('.')[0] ?? '';
  const entry =
    BY_REPLY_CODE_FIRST[reply.code] ??
    BY_DETAIL[detail] ??
    BY_SUBJECT[subject] ??
    BY_REPLY_CODE[reply.code] ??
    'provider_failure';
  const code = entry === 'by command' ? (BY_COMMAND[reply.command] ?? 'provider_failure') : entry;
  return discardReason(code, { providerCode: replyCode(reply), ...WORDS[code] });
}

/** A refusal whose meaning depends on what was refused. */
type Entry = DiscardCode | 'by command';

/** What a refusal without closer words is about: the sender, the recipient, or the message. */
const BY_COMMAND: Readonly<Record<string, DiscardCode>> = {
  'MAIL FROM': 'sender_invalid',
  'RCPT TO': 'recipient_not_allowed',
  DATA: 'content_filtered',
};

/** Replies about authentication, whatever else they say: RFC 4954, section 6. */
const BY_REPLY_CODE_FIRST: Readonly<Record<number, Entry>> = {
  530: 'credentials_invalid',
  534: 'credentials_invalid',
  535: 'credentials_invalid',
  538: 'credentials_invalid',
};

/**
 * Subject and detail of enhanced codes.
 * https://www.iana.org/assignments/smtp-enhanced-status-codes/smtp-enhanced-status-codes.xhtml
 */
const BY_DETAIL: Readonly<Record<string, Entry>> = {
  '1.1': 'recipient_address_invalid',
  '1.2': 'recipient_address_invalid',
  '1.3': 'recipient_address_invalid',
  '1.4': 'recipient_address_invalid',
  '1.6': 'recipient_address_invalid',
  '1.7': 'sender_invalid',
  '1.8': 'sender_invalid',
  '1.10': 'recipient_address_invalid',
  '2.3': 'content_invalid',
  '3.4': 'content_invalid',
  '4.7': 'expired',
  '7.1': 'by command',
  '7.8': 'credentials_invalid',
  '7.9': 'credentials_invalid',
  '7.13': 'account_suspended',
  '7.20': 'sender_invalid',
  '7.21': 'sender_invalid',
  '7.22': 'sender_invalid',
  '7.23': 'sender_invalid',
  '7.24': 'sender_invalid',
  '7.25': 'sender_invalid',
  '7.26': 'sender_invalid',
  '7.27': 'sender_invalid',
  '7.28': 'rate_limited',
};

/** The subject alone, for details that say nothing closer: RFC 3463, section 3. */
const BY_SUBJECT: Readonly<Record<string, Entry>> = {
  '1': 'recipient_address_invalid',
  '2': 'recipient_unreachable',
  '3': 'provider_failure',
  '4': 'carrier_failure',
  '5': 'request_invalid',
  '6': 'content_invalid',
  '7': 'by command',
};

/** Servers without enhanced codes: RFC 5321, section 4.2.3; RFC 7504. */
const BY_REPLY_CODE: Readonly<Record<number, Entry>> = {
  521: 'recipient_unreachable',
  550: 'by command',
  551: 'recipient_address_invalid',
  552: 'recipient_unreachable',
  553: 'recipient_address_invalid',
  554: 'by command',
  555: 'request_invalid',
  556: 'recipient_unreachable',
};

/** Closer words than the standard ones. */
const WORDS: Partial<Record<DiscardCode, { explanation: string; nextStep: string }>> = {
  recipient_address_invalid: {
    explanation: "The mail server says that the recipient's address does not exist.",
    nextStep: "Correct the email in the user's profile and send again.",
  },
  recipient_not_allowed: {
    explanation:
      'The mail server refused the recipient: the address is unknown to it, or this account may not write there.',
    nextStep: "Check the email in the user's profile, and that the mail server relays for this account.",
  },
  sender_invalid: {
    explanation: 'The mail server refused the sender address.',
    nextStep:
      'Set SMTP_FROM to an address that the account may send from, and check SPF, DKIM and DMARC of its domain.',
  },
  credentials_invalid: {
    explanation: 'The mail server refused the user name or the password, or asks for them.',
    nextStep:
      'Correct SMTP_USERNAME and SMTP_PASSWORD in the integration and verify it; some vendors want an app password.',
  },
  content_filtered: {
    explanation: 'The mail server took the message for unwanted or against its policy.',
    nextStep: 'Review the content, the consent of the recipients, and SPF, DKIM and DMARC of the sender domain.',
  },
  content_invalid: {
    explanation: 'The message is larger than the mail server takes, or in a form that it cannot carry.',
    nextStep: 'Shorten the message or its attachments and send again.',
  },
};
