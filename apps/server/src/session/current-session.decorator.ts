import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CurrentSession } from './session.authentication.js';

/** The session that the request is made with; only on routes behind `MemberGuard`. */
export const OfSession = createParamDecorator((_: unknown, context: ExecutionContext): CurrentSession => {
  const { memberSession } = context.switchToHttp().getRequest<FastifyRequest>();
  if (memberSession === null) throw new TypeError('OfSession needs MemberGuard on the route');
  return memberSession;
});
