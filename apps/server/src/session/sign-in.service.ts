import { InvalidRequestError } from '#herald/engine';
import { type Member, MemberRepository, type Session, SessionRepository } from '#herald/store';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit.trail.js';
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

/** Who has the address, and whether the password is theirs. */
type Check = { isProven: true; member: Member } | { isProven: false; member: Member | null };

/** Signs members in, and keeps their passwords. */
@Injectable()
export class SignInService {
  constructor(
    private readonly members: MemberRepository,
    private readonly sessions: SessionRepository,
    private readonly passwords: PasswordHasher,
    private readonly throttle: SignInThrottle,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Begins a session for whoever knows the password. What is wrong is not told: not whether there is such a member, nor
   * whether the member is disabled.
   *
   * @param replaced token of the session that the browser had, which ends
   * @throws ProblemError, OverloadedError
   */
  async signIn(email: string, password: string, origin: RequestOrigin, replaced?: string): Promise<BegunSession> {
    const { isProven, member } = await this.#check(email, password, origin);
    if (!isProven) {
      // What was typed as the address is not kept: it may be a password.
      await this.trail.record('signIn', member, origin, '/problems/sign-in-refused');
      throw new ProblemError('sign-in-refused');
    }
    return this.begin(member, 'signIn', origin, replaced);
  }

  /**
   * Begins a session for a member who has proven to be it.
   *
   * @param action how, for the audit log
   */
  async begin(member: Member, action: string, origin: RequestOrigin, replaced?: string): Promise<BegunSession> {
    await this.trail.record(action, member, origin);
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
    const { isProven } = await this.#check(member.email, currentPassword, origin);
    if (!isProven) throw new ProblemError('sign-in-refused');
    await this.members.setPasswordHash(member.id, await this.passwords.hash(newPassword));
    await this.sessions.endAll(member.id);
    const begun = await this.sessions.begin(member.id, origin);
    return { member, ...begun };
  }

  async #check(email: string, password: string, { ip }: RequestOrigin): Promise<Check> {
    await this.throttle.admit(email, ip);
    const { member, passwordHash } = (await this.members.credentials(email)) ?? { member: null, passwordHash: null };
    const isRight = await this.passwords.matches(password, passwordHash);
    if (member === null || passwordHash === null || !isRight || member.disabled) return { isProven: false, member };
    await this.throttle.succeeded(email, ip);
    if (this.passwords.isOutdated(passwordHash)) {
      await this.members.setPasswordHash(member.id, await this.passwords.hash(password));
    }
    return { isProven: true, member };
  }
}
