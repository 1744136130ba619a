import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '../http/problem.mapping.js';
import { SessionAuthentication } from './session.authentication.js';

/** Lets through what a member's session makes, as far as the role goes. */
@Injectable()
export class MemberGuard implements CanActivate {
  constructor(private readonly authentication: SessionAuthentication) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!(await this.authentication.admit(context))) throw new UnauthenticatedError();
    return true;
  }
}
