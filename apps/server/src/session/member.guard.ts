import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../audit/audit.trail.js';
import { UnauthenticatedError } from '../http/problem.mapping.js';
import { SessionAuthentication, isChange } from './session.authentication.js';

/** Lets through what a member's session makes, as far as the role goes. */
@Injectable()
export class MemberGuard implements CanActivate {
  constructor(
    private readonly authentication: SessionAuthentication,
    private readonly trail: AuditTrail,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const member = await this.authentication.recognise(request);
    if (member === undefined) throw new UnauthenticatedError();
    if (isChange(request)) await this.trail.begin(context, request, member);
    this.authentication.demandRole(context, member);
    return true;
  }
}
