import { setTimeout } from 'node:timers/promises';
import type { NotificationView } from '#herald/store';
import { TEST_ENCRYPTION_KEYS, createTestDatabase } from '#herald/store/testing';
import { entryOf } from './app.entry.js';
import { Child, freePort } from './child.process.js';
import { eventually } from './eventually.js';

/** Key and secret of the first app of every Herald under test. */
export const TEST_APP = { apiKey: 'test-app', apiSecret: 'a-secret-for-tests-only' };

/** On a machine that is busy with other specs. */
const STARTS_WITHIN_MS = 120_000;

/** An answer of the API. */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** What GET /v3/notifications/:requestId answers: dates are text. */
export type NotificationAnswer = NotificationView;

/** Reads an answer to its end; JSON is parsed. */
async function readAnswer<Body>(response: Response): Promise<Answer<Body>> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
}

/** A machine that runs other things, too, may be overloaded for a while. */
const OVERLOADED_FOR_MS = 60_000;

/** Makes a call; again, as callers are asked to, where Herald was too busy to do anything about it. */
export async function answerTo<Body>(url: string, init: RequestInit): Promise<Answer<Body>> {
  const deadlineMs = performance.now() + OVERLOADED_FOR_MS;
  for (;;) {
    const answer = await readAnswer<Body>(await fetch(url, init));
    const { type } = (answer.body ?? {}) as { type?: string };
    if (answer.status !== 503 || type !== '/problems/overloaded' || performance.now() > deadlineMs) return answer;
    await setTimeout(Number(answer.headers.get('retry-after')) * 1_000);
  }
}

/** A Herald server in a process of its own. */
export class Herald {
  private constructor(
    readonly url: string,
    readonly variables: Readonly<Record<string, string>>,
    readonly child: Child,
  ) {}

  /**
   * Starts a server and waits until it is ready.
   *
   * @param variables of the environment, over those that every test needs
   * @param folder to start it in
   */
  static async start(variables: Readonly<Record<string, string>>, folder?: string): Promise<Herald> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const all = {
      PORT: String(port),
      HERALD_PUBLIC_URL: url,
      HERALD_API_KEY: TEST_APP.apiKey,
      HERALD_API_SECRET: TEST_APP.apiSecret,
      LOG_LEVEL: 'warn',
      HERALD_DRAIN_MS: '0',
      ...variables,
    };
    const child = Child.start('herald', entryOf('server'), all, folder);
    const herald = new Herald(url, all, child);
    await herald.untilReady();
    return herald;
  }

  /** Starts a server on a new database of the test run's PostgreSQL; `dropDatabase` removes it. */
  static async startOnTestDatabase(
    variables: Readonly<Record<string, string>>,
  ): Promise<{ herald: Herald; stop: () => Promise<void> }> {
    const database = await createTestDatabase();
    try {
      const herald = await Herald.start({
        DATABASE_URL: database.connectionString,
        HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS,
        ...variables,
      });
      const stop = async () => {
        await herald.child.end();
        await database.drop();
      };
      return { herald, stop };
    } catch (error) {
      await database.drop();
      throw error;
    }
  }

  /** Starts it once more with the same variables; the earlier process must have ended. */
  async startAgain(): Promise<Herald> {
    const again = new Herald(this.url, this.variables, Child.start('herald', entryOf('server'), this.variables));
    await again.untilReady();
    return again;
  }

  async untilReady(): Promise<void> {
    await eventually(
      'The start of Herald',
      async () => {
        if (this.child.hasEnded) throw new Error(`It ended: ${this.child.output}`);
        return (await fetch(`${this.url}/readyz`)).ok || undefined;
      },
      STARTS_WITHIN_MS,
    );
  }

  /** Calls the API as the first app; `headers` replace. */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    return answerTo<Body>(this.url + path, {
      method,
      headers: {
        'x-api-key': TEST_APP.apiKey,
        'x-api-secret': TEST_APP.apiSecret,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Sends a notification that has to be accepted; gives its request id. */
  async notify(body: object): Promise<string> {
    const answer = await this.call<{ requestId: string }>('POST', '/v3/notifications', body);
    if (answer.status !== 202)
      throw new Error(`POST /v3/notifications answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body.requestId;
  }

  /** The notification once it is as wanted. */
  async notificationOnce(
    requestId: string,
    isAsWanted: (notification: NotificationAnswer) => boolean,
    withinMs?: number,
  ): Promise<NotificationAnswer> {
    let last: NotificationAnswer | undefined;
    try {
      return await eventually(
        `Notification ${requestId} as wanted`,
        async () => {
          last = (await this.call<NotificationAnswer>('GET', `/v3/notifications/${requestId}`)).body;
          return isAsWanted(last) ? last : undefined;
        },
        withinMs,
      );
    } catch (error) {
      throw new Error(`It stayed as ${JSON.stringify(last, undefined, 2)}; logs: ${this.child.output.slice(-3_000)}`, {
        cause: error,
      });
    }
  }
}
