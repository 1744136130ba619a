import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { SESSION_SECURITY } from '../session/member-api.decorator.js';
import { AppGuard } from './app.guard.js';
import { ApiProblems } from './problem.responses.js';

/** Names of the security schemes in the OpenAPI document: each pair of headers is one way to authenticate. */
export const SECURITY = {
  engagespot: { key: 'EngagespotApiKey', secret: 'EngagespotApiSecret' },
  herald: { key: 'ApiKey', secret: 'ApiSecret' },
} as const;

/**
 * A controller that serves apps: behind key and secret, or the session of a member who names the app; and documented so.
 * Viewers may look, which is GET; what else they may do says `AllowedTo`.
 *
 * @param path of every route of the controller
 * @param tag heading in the OpenAPI document
 */
export function AppApi(path: string, tag: string): ClassDecorator {
  const { engagespot, herald } = SECURITY;
  return applyDecorators(
    Controller(path),
    UseGuards(AppGuard),
    ApiTags(tag),
    ApiSecurity({ [engagespot.key]: [], [engagespot.secret]: [] }),
    ApiSecurity({ [herald.key]: [], [herald.secret]: [] }),
    ApiSecurity({ [SESSION_SECURITY.cookie]: [], [SESSION_SECURITY.csrf]: [] }),
    ApiHeader({
      name: 'X-Herald-App',
      description:
        'With a session: the id of the app that the call is for. Key and secret say it by themselves. Links and `EventSource`, which can set no header, may give it as the query parameter `x-herald-app` with GET.',
      required: false,
      schema: { type: 'string', format: 'uuid' },
    }),
    ApiProblems('unauthenticated', 'forbidden', 'cross-site-request', 'internal', 'unavailable', 'overloaded'),
  );
}
