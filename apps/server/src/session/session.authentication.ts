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
   * Finds the session that makes a request, and notes it on the request; gives its member, undefined where there is none.
   *
   * @throws ProblemError where another site's page may have sent the request
   */
  async recognise(request: FastifyRequest): Promise<Member | undefined> {
    const token = this.cookie.read(request);
    const found = token === undefined ? undefined : await this.sessions.find(token);
    if (token === undefined || found === undefined) return undefined;
    if (isChange(request) && !this.#isFromDashboard(request, token)) throw new ProblemError('cross-site-request');
    request.memberSession = { ...found, token };
    return found.member;
  }

  /** @throws ProblemError where the role of the member does not allow the call */
  demandRole(context: ExecutionContext, member: Member): void {
    const access = this.reflector.getAllAndOverride<SessionAccess | undefined>(SESSION_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!isAllowed(member, request, access ?? 'changes_by_admin')) throw new ProblemError('forbidden');
  }

  #isFromDashboard(request: FastifyRequest, token: string): boolean {
    return !isFromElsewhere(request, this.settings.publicUrl) && isCsrfToken(request.headers['x-herald-csrf'], token);
  }
}

function isAllowed({ role }: Member, request: FastifyRequest, access: SessionAccess): boolean {
  if (role === 'admin' || access === 'own') return true;
  return access === 'changes_by_admin' && !isChange(request);
}
