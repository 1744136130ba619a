import { isUtf8 } from 'node:buffer';
import type { JsonValue } from '#herald/channel-provider';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON body. */
    rawBody: Buffer | null;
  }
  interface FastifyContextConfig {
    /** The handler gets the bytes of the body, whatever their type. */
    takesBytes?: boolean;
    /** Bytes that a body may have, where it is not the server's limit. */
    bodyLimit?: number;
    /** The answer goes on for as long as the caller listens. */
    isStream?: boolean;
  }
}

/**
 * Reads bodies: JSON everywhere, bytes of any type on routes whose configuration says so. Keys such as `__proto__` stay
 * what they are, plain keys, so that the checks that follow can name them.
 */
export function readBodies(server: FastifyInstance): void {
  server.decorateRequest('rawBody', null);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      if (request.routeOptions.config.takesBytes) return body;
      if (request.is404) return undefined;
      request.rawBody = body;
      return parseJson(body);
    },
  );
  server.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    if (request.routeOptions.config.takesBytes) return body;
    if (request.is404 || body.length === 0) return undefined;
    throw new UnsupportedMediaTypeException('Send the body with the header Content-Type: application/json.');
  });
  server.addHook('onRoute', (route) => {
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
  });
}

/** No bytes are no body: clients send the header with calls that have none. */
function parseJson(bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new BadRequestException('The body is not UTF-8.');
  try {
    return JSON.parse(bytes.toString()) as JsonValue;
  } catch (error) {
    throw new BadRequestException(`The body is not JSON: ${withoutQuote(error as SyntaxError)}.`, { cause: error });
  }
}

/** What V8 says, but for the part of the body that it quotes: that may be a message or a secret. */
function withoutQuote({ message }: SyntaxError): string {
  return message.replace(/(?:^|, )(?:\.\.\.)?".*is not valid JSON$/s, '') || 'it is no JSON value';
}
