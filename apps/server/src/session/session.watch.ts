import { SessionRepository, isStoreOutage } from '#herald/store';
import { Injectable, Logger } from '@nestjs/common';
import type { CurrentSession } from './session.authentication.js';

const LOOK_EVERY_MS = 15_000;

/** Notices the end of sessions while what they asked for still goes on. */
@Injectable()
export class SessionWatch {
  readonly #logger = new Logger(SessionWatch.name);

  constructor(private readonly sessions: SessionRepository) {}

  /**
   * Is aborted within 15 s after a session has ended, in whatever way, or its member got another role; to be watched does
   * not count as use. Where PostgreSQL is away a session goes on.
   *
   * @param left is aborted when nobody wants to know any more
   */
  ended(watched: CurrentSession, left: AbortSignal): AbortSignal {
    const ended = new AbortController();
    const look = setInterval(() => {
      this.#isAsItWas(watched).then(
        (isAsItWas) => (isAsItWas ? undefined : ended.abort()),
        (error: unknown) =>
          isStoreOutage(error) ? undefined : this.#logger.error(error, 'A session cannot be watched'),
      );
    }, LOOK_EVERY_MS).unref();
    for (const { signal } of [ended, { signal: left }]) {
      signal.addEventListener('abort', () => clearInterval(look), { once: true });
    }
    if (left.aborted) clearInterval(look);
    return ended.signal;
  }

  async #isAsItWas({ token, member }: CurrentSession): Promise<boolean> {
    return (await this.sessions.look(token))?.member.role === member.role;
  }
}
