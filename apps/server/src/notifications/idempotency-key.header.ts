import type { Fault } from '#herald/channel-provider';
import type { IncomingHttpHeaders } from 'node:http';
import { applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader } from '@nestjs/swagger';
import { LIMITS } from '../http/http.limits.js';
import { NotifyAcceptedDto } from './notification.dto.js';

/** Visible ASCII: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const USABLE = new RegExp(`^[\\x21-\\x7e]{1,${LIMITS.idempotencyKey}}$`);

/** The Idempotency-Key of a request and what is wrong with it; both are empty without the header. */
export function readIdempotencyKey(headers: IncomingHttpHeaders): { key?: string; faults: Fault[] } {
  const key = headers['idempotency-key'];
  if (key === undefined) return { faults: [] };
  if (typeof key === 'string' && USABLE.test(key)) return { key, faults: [] };
  const message = `must be 1 to ${LIMITS.idempotencyKey} visible ASCII characters, e.g. a UUID, and be given once`;
  return { faults: [{ path: 'Idempotency-Key', message }] };
}

/** Documents the header of a call that it makes safe to repeat. */
export const ApiIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Makes repeats safe: the same key with the same body is carried out once and answered with the same requestId.',
    schema: { type: 'string', minLength: 1, maxLength: LIMITS.idempotencyKey, pattern: String.raw`^[\x21-\x7e]+$` },
  });

/** Documents the answer to a call that accepts a notification. */
export const ApiNotifyAccepted = (): MethodDecorator =>
  applyDecorators(
    ApiAcceptedResponse({
      type: NotifyAcceptedDto,
      description: 'Stored; the sending follows',
      headers: {
        'Idempotency-Replayed': {
          description: '`true` when an earlier call with the same Idempotency-Key was answered again',
          schema: { type: 'string', enum: ['true'] },
        },
      },
    }),
  );
