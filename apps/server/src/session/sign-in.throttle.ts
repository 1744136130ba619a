import { createHash } from 'node:crypto';
import { type PreparedStatement, Store, foldedEmail } from '#herald/store';
import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '../http/problem.error.js';
import { networkOf } from './request.origin.js';

/** Attempts that may fail before one has to wait for the end of the time that the first of them began. */
const SIGN_IN_BOUNDS = {
  /** Of one member, from one place. */
  member: { points: 5, duration: 15 * 60 },
  /** Of anybody, from one place. */
  place: { points: 50, duration: 60 * 60 },
} as const;

/** Bounds the guessing of passwords. The counts are in the store, so that all servers count together. */
@Injectable()
export class SignInThrottle {
  readonly #member: RateLimiterPostgres;
  readonly #place: RateLimiterPostgres;

  constructor({ postgres }: Store) {
    const storeClient = {
      query: async (statement: PreparedStatement & { values: unknown[] }) => ({
        rows: await postgres.rows(statement, statement.values),
      }),
    };
    const shared = { storeClient, storeType: 'pool', tableName: 'sign_in_attempts', tableCreated: true };
    this.#member = new RateLimiterPostgres({ ...shared, keyPrefix: 'member', ...SIGN_IN_BOUNDS.member });
    this.#place = new RateLimiterPostgres({ ...shared, keyPrefix: 'place', ...SIGN_IN_BOUNDS.place });
  }

  /**
   * Counts an attempt before it is made, so that attempts at the same time do not overtake the count.
   *
   * @param ip from where
   * @throws ProblemError when there were too many
   */
  async admit(email: string, ip: string): Promise<void> {
    try {
      await this.#member.consume(memberKey(email, ip));
      await this.#place.consume(networkOf(ip));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = String(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      throw new ProblemError('too-many-attempts', undefined, { 'retry-after': seconds });
    }
  }

  /** Forgets the attempts of one who has signed in. */
  async succeeded(email: string, ip: string): Promise<void> {
    await Promise.all([this.#member.delete(memberKey(email, ip)), this.#place.reward(networkOf(ip))]);
  }
}

/** Neither address nor place is to be read from the table. */
function memberKey(email: string, ip: string): string {
  return createHash('sha256')
    .update(`${foldedEmail(email)}\n${networkOf(ip)}`)
    .digest('base64url');
}
