import { type Fault, isJsonObject, type JsonObject } from '#herald/channel-provider';
import type { NotifyRequest } from '#herald/engine';
import { LIMITS } from '../http/http.limits.js';
import { identifierFaults, inlineUserFaults, toInlineUser } from '../users/inline-user.validation.js';

/** Whom a request names: an identifier, or a user given in full. */
export type RecipientInput = string | (JsonObject & { identifier: string });

/** What is wrong with one recipient. */
export function recipientFaults(recipient: unknown, path: string): Fault[] {
  if (typeof recipient === 'string') return identifierFaults(recipient, path);
  if (isJsonObject(recipient)) return inlineUserFaults(recipient, `${path}.`);
  return [{ path, message: 'must be the identifier of a user as text, or the user as an object with `identifier`' }];
}

/** What is wrong with a list of recipients that is given. */
export function recipientListFaults(recipients: unknown, path: string): Fault[] {
  if (!Array.isArray(recipients))
    return [{ path, message: `must be a list of 1 to ${LIMITS.recipients} identifiers or users` }];
  if (recipients.length > LIMITS.recipients) {
    return [
      {
        path,
        message: `has ${recipients.length} entries; at most ${LIMITS.recipients} are allowed: send several calls`,
      },
    ];
  }
  return recipients.flatMap((recipient: unknown, index) => recipientFaults(recipient, `${path}.${index}`));
}

/** A recipient without faults in the engine's terms. */
export function toRecipient(recipient: RecipientInput): NotifyRequest['recipients'][number] {
  return typeof recipient === 'string' ? recipient : toInlineUser(recipient);
}
