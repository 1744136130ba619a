import { InvalidRequestError, NotFoundError } from '#herald/engine';
import { AppRepository } from '#herald/store';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../audit/audit.trail.js';
import { SessionAuthentication, isChange } from '../session/session.authentication.js';
import { ApiKeyGuard } from './api-key.guard.js';

/** Names the app that a session's request is for, in the form in which Node gives headers. */
const APP_HEADER = 'x-herald-app';

/**
 * Lets through what an app's key and secret came with, and what a member's session makes for the app that `X-Herald-App`
 * names. Key and secret count first: a request that has them is not looked at for a session.
 */
@Injectable()
export class AppGuard implements CanActivate {
  constructor(
    private readonly keys: ApiKeyGuard,
    private readonly authentication: SessionAuthentication,
    private readonly apps: AppRepository,
    private readonly trail: AuditTrail,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (hasKey(request) || request.headers.cookie === undefined) return this.keys.canActivate(context);
    const member = await this.authentication.recognise(request);
    if (member === undefined) return this.keys.canActivate(context);
    const id = namedApp(request);
    if (typeof id !== 'string') {
      throw new InvalidRequestError([{ path: APP_HEADER, message: 'is required with a session: the id of the app' }]);
    }
    const app = isUUID(id) ? await this.apps.find(id) : undefined;
    if (app === undefined) throw new NotFoundError('This app');
    request.app = app;
    if (isChange(request)) await this.trail.begin(context, request, member);
    this.authentication.demandRole(context, member);
    return true;
  }
}

/** A link or an `EventSource` can set no header: with GET the address may name the app, under the same name. */
function namedApp({ headers, query, method }: FastifyRequest): unknown {
  if (headers[APP_HEADER] !== undefined || method !== 'GET') return headers[APP_HEADER];
  const parameters = query as Record<string, unknown>;
  const id = parameters[APP_HEADER];
  delete parameters[APP_HEADER];
  return id;
}

function hasKey({ headers }: FastifyRequest): boolean {
  return headers['x-api-key'] !== undefined || headers['x-engagespot-api-key'] !== undefined;
}
