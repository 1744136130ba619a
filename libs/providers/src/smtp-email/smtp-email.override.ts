import { type Fault, type JsonObject, type JsonValue, type Overrides, isJsonObject } from '#herald/channel-provider';
import { emailAddress, mailbox } from './smtp-email.mailbox.js';

/** A file that travels in the message itself. */
export type SmtpAttachment = {
  filename: string;
  content: string;
  encoding: 'utf8' | 'base64';
  contentType?: string;
  /** Names the file for `cid:` addresses in the HTML. */
  cid?: string;
};

/** What a request may change in a message, under nodemailer's names. */
export interface SmtpFields {
  to?: string;
  from?: string;
  fromName?: string;
  replyTo?: string;
  cc?: string[];
  bcc?: string[];
  subject?: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  attachments?: SmtpAttachment[];
}

/** A field that cannot be used, in words. */
class Unusable {
  constructor(readonly message: string) {}
}

/**
 * Reads the override's fields. Names match without regard to case. The list is closed, unlike that of vendors with an
 * HTTP interface: what nodemailer does not know it drops without a word, and some of what it knows reads files.
 *
 * @returns the usable fields, and what is wrong with the others; paths are relative to the override
 */
export function readSmtpFields({ fields }: Overrides): { fields: SmtpFields; faults: Fault[] } {
  const read: Record<string, unknown> = {};
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const known = Object.keys(READERS).find((each) => each.toLowerCase() === name.toLowerCase());
    const result = known === undefined ? unknownField(name) : READERS[known as keyof SmtpFields](value);
    if (result instanceof Unusable) faults.push({ path: name, message: result.message });
    else if (known !== undefined) read[known] = result;
  }
  return { fields: read, faults };
}

type Reader<Value> = (value: JsonValue) => Value | Unusable;

const READERS: { [Name in keyof SmtpFields]-?: Reader<NonNullable<SmtpFields[Name]>> } = {
  to: textOf,
  from: (value) => addressIn(value),
  fromName: lineOf,
  replyTo: (value) => addressIn(value),
  cc: addressList,
  bcc: addressList,
  subject: lineOf,
  text: textOf,
  html: textOf,
  headers: headersOf,
  attachments: attachmentsOf,
};

function unknownField(name: string): Unusable {
  const reason = READS_FILES.has(name.toLowerCase())
    ? 'is not allowed: it could make the server read files or addresses of its own network'
    : 'is not a field of an e-mail';
  return new Unusable(`${reason}; use ${Object.keys(READERS).join(', ')}`);
}

const READS_FILES = new Set(['path', 'href', 'raw', 'alternatives', 'amp', 'watchhtml', 'icalevent']);

function textOf(value: JsonValue): string | Unusable {
  return typeof value === 'string' ? value : new Unusable('must be text');
}

function lineOf(value: JsonValue): string | Unusable {
  return typeof value === 'string' && !CONTROL.test(value) ? value : new Unusable('must be text of one line');
}

const CONTROL = /\p{Cc}/u;

function addressIn(value: JsonValue): string | Unusable {
  const found = typeof value === 'string' ? mailbox(value)?.address : undefined;
  return found ?? new Unusable('must be one e-mail address');
}

function addressList(value: JsonValue): string[] | Unusable {
  const given = Array.isArray(value) ? value : [value];
  const addresses = given.map((each) => (typeof each === 'string' ? emailAddress(each) : undefined));
  return addresses.every((address) => address !== undefined)
    ? addresses
    : new Unusable('must be an e-mail address or an array of them');
}

function headersOf(value: JsonValue): Record<string, string> | Unusable {
  if (!isJsonObject(value)) return new Unusable('must be an object of header names and texts');
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (!HEADER_NAME.test(name)) return new Unusable(`has "${name}", which is no header name`);
    if (OWN_HEADERS.test(name)) return new Unusable(`has "${name}", which Herald or the message's own fields set`);
    if (typeof text !== 'string' || CONTROL.test(text)) return new Unusable(`has no text of one line for "${name}"`);
    headers[name] = text;
  }
  return headers;
}

const HEADER_NAME = /^[A-Za-z0-9-]{1,76}$/;
const OWN_HEADERS =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|return-path|received|x-herald-.*|content-.*|resent-.*)$/i;

function attachmentsOf(value: JsonValue): SmtpAttachment[] | Unusable {
  if (!Array.isArray(value)) return new Unusable('must be an array');
  const attachments: SmtpAttachment[] = [];
  for (const [index, item] of value.entries()) {
    const attachment = attachmentOf(item);
    if (attachment instanceof Unusable) return new Unusable(`${index}: ${attachment.message}`);
    attachments.push(attachment);
  }
  return attachments;
}

const ATTACHMENT_KEYS = new Set(['filename', 'content', 'encoding', 'contentType', 'cid']);
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w.+-]+)*$/;
const CONTENT_ID = /^[\w.@+-]{1,200}$/;

function attachmentOf(item: JsonValue): SmtpAttachment | Unusable {
  if (!isJsonObject(item)) return new Unusable('must be an object');
  const stray = Object.keys(item).find((key) => !ATTACHMENT_KEYS.has(key));
  if (stray !== undefined) {
    return new Unusable(`"${stray}" is not allowed: give the content itself, with ${[...ATTACHMENT_KEYS].join(', ')}`);
  }
  const { filename, content, encoding = 'utf8', contentType, cid } = item as JsonObject & { encoding?: JsonValue };
  if (typeof filename !== 'string' || filename === '' || CONTROL.test(filename)) {
    return new Unusable('filename must be text of one line');
  }
  if (typeof content !== 'string') return new Unusable('content must be text, in base64 with "encoding": "base64"');
  if (encoding !== 'utf8' && encoding !== 'base64') return new Unusable('encoding must be utf8 or base64');
  const optional: Partial<SmtpAttachment> = {};
  if (contentType !== undefined) {
    if (typeof contentType !== 'string' || !CONTENT_TYPE.test(contentType)) {
      return new Unusable('contentType must be like application/pdf');
    }
    optional.contentType = contentType;
  }
  if (cid !== undefined) {
    if (typeof cid !== 'string' || !CONTENT_ID.test(cid)) return new Unusable('cid must be one word');
    optional.cid = cid;
  }
  return { filename, content, encoding, ...optional };
}
