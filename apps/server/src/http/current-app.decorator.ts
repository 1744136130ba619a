import type { App } from '#herald/store';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The app whose key and secret came with the request; only on routes behind `ApiKeyGuard`. */
export const CurrentApp = createParamDecorator((_: unknown, context: ExecutionContext): App => {
  const { app } = context.switchToHttp().getRequest<FastifyRequest>();
  if (app === null) throw new TypeError('CurrentApp needs ApiKeyGuard on the route');
  return app;
});
