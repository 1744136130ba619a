import { InvalidRequestError } from '#herald/engine';
import { type Member, MemberRepository, type Session, SessionRepository } from '#herald/store';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem.error.js';
import { PasswordHasher } from './password.hash.js';
import { passwordFaults } from './password.rules.js';
import type { RequestOrigin } from './request.origin.js';
import type { CurrentSession } from './session.authentication.js';
import { SignInThrottle } from './sign-in.throttle.js';

/** A session that was just begun. */
export interface BegunSession {
  member: Member;
  session: Session;
  token: string;
}

/** Signs members in, and keeps their passwords. */
@Injectable()
export class SignInService {
  constructor(
    private readonly members: MemberRepository,
    private readonly sessions: SessionRepository,
    private readonly passwords: PasswordHasher,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * Begins a session for whoever knows the password. What is wrong is not told: not whether there is such a member, nor
   * whether the member is disabled.
   *
   * @param replaced token of the session that the browser had, which ends
   * @throws ProblemError, OverloadedError
   */
  async signIn(email: string, password: string, origin: RequestOrigin, replaced?: string): Promise<BegunSession> {
    const member = await this.#proven(email, password, origin);
    return this.begin(member, origin, replaced);
  }

  /** Begins a session for a member who has proven to be it. */
  async begin(member: Member, origin: RequestOrigin, replaced?: string): Promise<BegunSession> {
    const begun = await this.sessions.begin(member.id, origin, replaced);
    await this.members.noteSignIn(member.id);
    return { member, ...begun };
  }

  /**
   * Replaces the member's own password. Every session of the member ends, and the one that asks goes on as a new one.
   *
   * @throws ProblemError, OverloadedError, InvalidRequestError
   */
  async changePassword(
    { member }: CurrentSession,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    origin: RequestOrigin,
  ): Promise<BegunSession> {
    const faults = passwordFaults(newPassword, member.email, 'newPassword');
    if (faults.length > 0) throw new InvalidRequestError(faults);
    await this.#proven(member.email, currentPassword, origin);
    await this.members.setPasswordHash(member.id, await this.passwords.hash(newPassword));
    await this.sessions.endAll(member.id);
    return this.begin(member, origin);
  }

  async #proven(email: string, password: string, { ip }: RequestOrigin): Promise<Member> {
    await this.throttle.admit(email, ip);
    const found = await this.members.credentials(email);
    const passwordHash = found?.passwordHash ?? null;
    const isRight = await this.passwords.matches(password, passwordHash);
    if (found === undefined || passwordHash === null || !isRight || found.member.disabled) {
      throw new ProblemError('sign-in-refused');
    }
    await this.throttle.succeeded(email, ip);
    if (this.passwords.isOutdated(passwordHash)) {
      await this.members.setPasswordHash(found.member.id, await this.passwords.hash(password));
    }
    return found.member;
  }
}
