import { Settings } from '#herald/config';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.error.js';
import { isFromElsewhere } from './request.origin.js';

/** Refuses what another site's page sends: it could sign a member in as somebody else. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (isFromElsewhere(request, this.settings.publicUrl)) throw new ProblemError('cross-site-request');
    return true;
  }
}
