import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../http/problem.responses.js';
import { MemberGuard } from './member.guard.js';

/** Names of the security schemes of the dashboard in the OpenAPI document. */
export const SESSION_SECURITY = { cookie: 'SessionCookie', csrf: 'CsrfToken' } as const;

/**
 * A controller that serves members who are signed in, and documented so. `AllowedTo` says where not every member may look
 * and only admins may change.
 *
 * @param path of every route of the controller
 * @param tag heading in the OpenAPI document
 */
export function MemberApi(path: string, tag: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(MemberGuard),
    ApiTags(tag),
    ApiSecurity({ [SESSION_SECURITY.cookie]: [], [SESSION_SECURITY.csrf]: [] }),
    ApiProblems('unauthenticated', 'forbidden', 'cross-site-request', 'internal', 'unavailable', 'overloaded'),
  );
}
