import { AppRepository } from '#herald/store';
import { Injectable } from '@nestjs/common';
import { csrfToken } from './csrf.token.js';
import type { SessionDto } from './session.dto.js';
import type { BegunSession } from './sign-in.service.js';

/** What a browser is told of its session. */
@Injectable()
export class SessionView {
  constructor(private readonly apps: AppRepository) {}

  /** The member, the apps, and the token that changing calls carry. */
  async of({ member, session, token }: BegunSession): Promise<SessionDto> {
    const { id, email, role } = member;
    return {
      member: { id, email, role },
      apps: (await this.apps.list()).map((app) => ({ id: app.id, name: app.name, apiKey: app.apiKey })),
      csrfToken: csrfToken(token),
      expiresAt: session.expiresAt,
    };
  }
}
