import { type App, AppRepository } from '#herald/store';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { UnauthenticatedError } from './problem.mapping.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key and secret came with the request, or whom its session named. */
    app: App | null;
  }
}

/** Lets through what carries the key and secret of an app. Engagespot's header names and Herald's own mean the same. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly apps: AppRepository) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { headers } = request;
    const key = headers['x-engagespot-api-key'] ?? headers['x-api-key'];
    const secret = headers['x-engagespot-api-secret'] ?? headers['x-api-secret'];
    if (typeof key !== 'string' || typeof secret !== 'string') throw new UnauthenticatedError();
    const app = await this.apps.authenticate(key, secret);
    if (app === undefined) throw new UnauthenticatedError();
    request.app = app;
    return true;
  }
}
