import {
  type AddressInput,
  type AddressResult,
  type BuildInput,
  type BuildResult,
  type Message,
  discardReason,
} from '#herald/channel-provider';
import { type Mailbox, emailAddress, mailbox } from './smtp-email.mailbox.js';
import type { SmtpConfig } from './smtp-email.manifest.js';
import { type SmtpAttachment, readSmtpFields } from './smtp-email.override.js';

/** One e-mail, before it gets its id. */
export type SmtpRequest = {
  from: Mailbox;
  to: string;
  cc?: string[];
  bcc?: string[];
  replyTo?: string;
  subject: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  attachments?: SmtpAttachment[];
};

/** Longest subject that is made from a message's text. */
const SUBJECT_LENGTH = 120;

/** The override's `to`, else the profile's `email`. */
export function smtpAddress({ profile, overrides }: AddressInput<SmtpConfig>): AddressResult {
  const given = readSmtpFields(overrides).fields.to ?? profile['email'];
  if (given === undefined || given === null || given === '') {
    return {
      kind: 'unaddressable',
      reason: discardReason('recipient_address_missing', { explanation: "The recipient's profile has no email." }),
    };
  }
  const address = typeof given === 'string' ? emailAddress(given) : undefined;
  return address === undefined
    ? {
        kind: 'unaddressable',
        reason: discardReason('recipient_address_invalid', {
          explanation: "The email in the recipient's profile is no e-mail address.",
        }),
      }
    : { kind: 'address', address };
}

/** The e-mail: title as subject, message and link as plain text, and the override's fields in their place. */
export function smtpRequest({ message, address, config, overrides }: BuildInput<SmtpConfig>): BuildResult<SmtpRequest> {
  const { fields } = readSmtpFields(overrides);
  const text = fields.text ?? plainText(message);
  if (text === undefined && fields.html === undefined) {
    return { kind: 'unbuildable', reason: discardReason('content_missing') };
  }
  const sender = senderOf(config, fields.from, fields.fromName);
  if (sender === undefined) {
    return {
      kind: 'unbuildable',
      reason: discardReason('sender_invalid', {
        explanation: 'SMTP_FROM is no e-mail address.',
        nextStep: 'Correct SMTP_FROM in the integration, e.g. Shop <orders@shop.example>.',
      }),
    };
  }
  const replyTo = fields.replyTo ?? mailbox(config.SMTP_REPLY_TO ?? '')?.address;
  const request: SmtpRequest = {
    from: sender,
    to: address,
    ...(fields.cc === undefined ? {} : { cc: fields.cc }),
    ...(fields.bcc === undefined ? {} : { bcc: fields.bcc }),
    ...(replyTo === undefined ? {} : { replyTo }),
    subject: fields.subject ?? subjectOf(message),
    ...(text === undefined ? {} : { text }),
    ...(fields.html === undefined ? {} : { html: fields.html }),
    ...(fields.headers === undefined ? {} : { headers: fields.headers }),
    ...(fields.attachments === undefined ? {} : { attachments: fields.attachments }),
  };
  return { kind: 'request', request };
}

function senderOf(config: SmtpConfig, address?: string, name?: string): Mailbox | undefined {
  const configured = mailbox(config.SMTP_FROM);
  const from = address === undefined ? configured : { address };
  return from === undefined || name === undefined ? from : { ...from, name };
}

function plainText({ title, text, url }: Message): string | undefined {
  const body = text?.trim() ? text : title;
  if (!body?.trim()) return undefined;
  return url ? `${body}\n\n${url}` : body;
}

function subjectOf({ title, text }: Message): string {
  const lines = (title?.trim() ? title : (text ?? '')).split(/[\r\n\u2028\u2029]+/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return Array.from(first.replaceAll(/\p{Cc}/gu, ' ').trim())
    .slice(0, SUBJECT_LENGTH)
    .join('');
}
