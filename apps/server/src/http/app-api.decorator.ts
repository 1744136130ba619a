import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiProblems } from './problem.responses.js';

/** Names of the security schemes in the OpenAPI document: each pair of headers is one way to authenticate. */
export const SECURITY = {
  engagespot: { key: 'EngagespotApiKey', secret: 'EngagespotApiSecret' },
  herald: { key: 'ApiKey', secret: 'ApiSecret' },
} as const;

/**
 * A controller that serves apps: behind key and secret, and documented so.
 *
 * @param path of every route of the controller
 * @param tag heading in the OpenAPI document
 */
export function AppApi(path: string, tag: string): ClassDecorator {
  const { engagespot, herald } = SECURITY;
  return applyDecorators(
    Controller(path),
    UseGuards(ApiKeyGuard),
    ApiTags(tag),
    ApiSecurity({ [engagespot.key]: [], [engagespot.secret]: [] }),
    ApiSecurity({ [herald.key]: [], [herald.secret]: [] }),
    ApiProblems('unauthenticated', 'internal', 'unavailable', 'overloaded'),
  );
}
