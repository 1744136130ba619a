import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { domainOf } from './smtp-email.mailbox.js';
import type { SmtpRequest } from './smtp-email.request.js';

/** A message ready for the wire. */
export interface Letter {
  messageId: string;
  /** Addresses of the SMTP transaction; `bcc` is only here. */
  envelope: { from: string; to: string[] };
  /** Headers and body as they travel, with CRLF line ends. */
  bytes: Buffer;
}

/**
 * Id of the message that carries a delivery. The same delivery always gets the same id, so that a mailbox can tell a
 * repeated message from a new one.
 */
function messageIdOf(deliveryId: string, request: SmtpRequest): string {
  return `<${deliveryId}@${domainOf(request.from.address)}>`;
}

/** Renders an e-mail. Files and addresses are never read, whatever the request names. */
export async function letterOf(request: SmtpRequest, deliveryId: string): Promise<Letter> {
  const messageId = messageIdOf(deliveryId, request);
  const { from, headers, ...rest } = structuredClone(request);
  const composer = new MailComposer({
    ...rest,
    from: { name: from.name ?? '', address: from.address },
    headers: { ...headers, 'X-Herald-Delivery': deliveryId },
    messageId,
    xMailer: false,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const bytes = await composer.compile().build();
  const to = [request.to, ...(request.cc ?? []), ...(request.bcc ?? [])];
  return { messageId, envelope: { from: from.address, to }, bytes };
}

/**
 * The bytes as a stream that tells how far the conversation came: it is read only once the server has asked for the
 * message, and ends just before the line that hands the message over.
 */
export function readableOf({ bytes }: Letter): Readable {
  return Readable.from([bytes], { objectMode: false });
}
