import { Settings } from '#herald/config';
import { type Member, type Session, SessionRepository } from '#herald/store';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.error.js';
import { isCsrfToken } from './csrf.token.js';
import { isFromElsewhere } from './request.origin.js';
import { SESSION_ACCESS, type SessionAccess } from './session.access.js';
import { SessionCookie } from './session.cookie.js';

/** The session that a request is made with. */
export interface CurrentSession {
  session: Session;
  member: Member;
  token: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where the request is made with key and secret, or with nothing. */
    memberSession: CurrentSession | null;
  }
}

const LOOKING = new Set(['GET', 'HEAD']);

/** Whether a request may change something. */
export function isChange({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return !LOOKING.has(method);
}

/** Finds the session of a request, and decides what it may do. */
@Injectable()
export class SessionAuthentication {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly cookie: SessionCookie,
    private readonly settings: Settings,
    private readonly reflector: Reflector,
  ) {}

  /**
   * Lets a request through that a session makes, and notes the session on it; gives its member, undefined where there is
   * none.
   *
   * @throws ProblemError where the role does not allow the call, or another site's page may have sent it
   */
  async admit(context: ExecutionContext): Promise<Member | undefined> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = this.cookie.read(request);
    const found = token === undefined ? undefined : await this.sessions.find(token);
    if (token === undefined || found === undefined) return undefined;
    const access = this.reflector.getAllAndOverride<SessionAccess | undefined>(SESSION_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!isAllowed(found.member, request, access ?? 'changes_by_admin')) throw new ProblemError('forbidden');
    if (isChange(request) && !this.#isFromDashboard(request, token)) throw new ProblemError('cross-site-request');
    request.memberSession = { ...found, token };
    return found.member;
  }

  #isFromDashboard(request: FastifyRequest, token: string): boolean {
    return !isFromElsewhere(request, this.settings.publicUrl) && isCsrfToken(request.headers['x-herald-csrf'], token);
  }
}

function isAllowed({ role }: Member, request: FastifyRequest, access: SessionAccess): boolean {
  if (role === 'admin' || access === 'own') return true;
  return access === 'changes_by_admin' && !isChange(request);
}
