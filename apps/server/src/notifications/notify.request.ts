import { createHash } from 'node:crypto';
import { type Fault, isJsonObject, type JsonObject, type JsonValue } from '#herald/channel-provider';
import { InvalidRequestError, type NotifyRequest } from '#herald/engine';
import type { FastifyRequest } from 'fastify';
import { dtoFaults } from '../http/dto.validation.js';
import { checkJson } from '../http/json.validation.js';
import { readIdempotencyKey } from './idempotency-key.header.js';
import { NotifyDto } from './notify.dto.js';
import { toRecipient } from './recipient.validation.js';

type NotifyInput = Pick<FastifyRequest, 'headers' | 'body' | 'rawBody'>;

/**
 * Reads a call from body and headers in one go, so that all faults of both are told together. It goes past the general
 * pipe, which would copy and walk the body more often than the busiest route can afford.
 *
 * @param overrideFaults the engine's word on the override; asked only when something else is wrong, for otherwise the
 *   engine checks it anyway
 * @throws InvalidRequestError with every fault
 */
export function readNotifyRequest(
  { headers, body, rawBody }: NotifyInput,
  overrideFaults: (override: JsonObject) => Fault[],
): NotifyRequest {
  const given = (body ?? {}) as JsonValue;
  const { faults, isTame } = checkJson(given);
  if (isTame) faults.push(...dtoFaults(NotifyDto, given, ''));
  const idempotency = readIdempotencyKey(headers);
  faults.push(...idempotency.faults);
  if (faults.length > 0) {
    const override = isTame && isJsonObject(given) ? given['override'] : undefined;
    throw new InvalidRequestError([...faults, ...(isJsonObject(override) ? overrideFaults(override) : [])]);
  }
  const request = toNotifyRequest(given as unknown as NotifyDto);
  if (idempotency.key === undefined) return request;
  const bodyHash = createHash('sha256')
    .update(rawBody ?? '')
    .digest();
  return { ...request, idempotencyKey: idempotency.key, bodyHash };
}

/** A call without faults in the engine's terms, whichever generation's shapes it has. */
function toNotifyRequest(dto: NotifyDto): NotifyRequest {
  const { category: innerCategory, data: innerData, ...content } = dto.notification;
  const category = dto.category ?? innerCategory;
  return {
    content: withoutNulls(content as JsonObject),
    recipients: [...(dto.recipients ?? []), ...(dto.sendTo?.recipients ?? [])].map(toRecipient),
    data: dto.data ?? innerData ?? {},
    ...(typeof category === 'string' && { category }),
    ...(typeof dto.sendAt === 'string' && { sendAt: new Date(dto.sendAt) }),
    ...(typeof dto.tenant === 'string' && { tenant: dto.tenant }),
    ...(dto.override && { override: dto.override }),
  };
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
