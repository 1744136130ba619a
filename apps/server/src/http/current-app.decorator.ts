import type { App } from '#herald/store';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The app that the request is made for; only on routes behind `AppGuard`. */
export const CurrentApp = createParamDecorator((_: unknown, context: ExecutionContext): App => {
  const { app } = context.switchToHttp().getRequest<FastifyRequest>();
  if (app === null) throw new TypeError('CurrentApp needs AppGuard on the route');
  return app;
});
