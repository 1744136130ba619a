import { shapeOf } from './answer.shape.js';
import type { CallOptions } from './client.options.js';
import type { RequestTransport } from './request.transport.js';
import type { User, UserProfile } from './user.types.js';

const ROUTE = '/v3/users/:identifier';
const isUser = shapeOf<User>({ identifier: 'string' });

/** Users, who are notified. */
export class UsersApi {
  readonly #transport: RequestTransport;

  constructor(transport: RequestTransport) {
    this.#transport = transport;
  }

  /** Stores a user, or brings its profile up to date. */
  async upsert(identifier: string, profile: UserProfile, options?: CallOptions): Promise<User> {
    return this.#transport.call(
      { method: 'PUT', route: ROUTE, params: { identifier }, body: profile, repetition: 'idempotent' },
      isUser,
      options,
    );
  }

  /** Like `upsert`, with the identifier in the body. */
  async create(user: User, options?: CallOptions): Promise<User> {
    return this.#transport.call(
      { method: 'POST', route: '/v3/users', body: user, repetition: 'idempotent' },
      isUser,
      options,
    );
  }

  /** @throws ProblemError of kind `not_found`, and like every call */
  async get(identifier: string, options?: CallOptions): Promise<User> {
    return this.#transport.call(
      { method: 'GET', route: ROUTE, params: { identifier }, repetition: 'idempotent' },
      isUser,
      options,
    );
  }

  /** @throws ProblemError of kind `not_found`, and like every call; not when it was a try of this call that deleted the user */
  async delete(identifier: string, options?: CallOptions): Promise<void> {
    await this.#transport.send(
      { method: 'DELETE', route: ROUTE, params: { identifier }, repetition: 'idempotent' },
      options,
    );
  }
}
