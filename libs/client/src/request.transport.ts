import type { Shape } from './answer.shape.js';
import { wait } from './abortable.wait.js';
import { readLimits } from './client.options.js';
import type { CallOptions, Settings } from './client.options.js';
import { CLIENT_VERSION } from './client.version.js';
import { ConnectionError, TimeoutError, UnexpectedResponseError } from './herald.error.js';
import { ProblemError, readProblem } from './problem.error.js';
import { requestUrl } from './request.address.js';
import type { Query } from './request.address.js';
import { backoffMs, mayRepeat, readRetryAfterMs } from './retry.policy.js';
import type { Repetition } from './retry.policy.js';
import type { StreamMessage } from './event.stream.js';
import { streamMessages } from './stream.reading.js';

/** One call of Herald's HTTP interface. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` in the place of each parameter; errors show this, never the values. */
  route: string;
  params?: Readonly<Record<string, string>>;
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  idempotencyKey?: string;
  repetition: Repetition;
}

interface Answer {
  status: number;
  contentType: string;
  text: string;
}

/** Sends calls, repeats those that may be, and tells every failure as a typed error. Holds the secret where nothing shows it. */
export class RequestTransport {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * The answer to a call.
   *
   * @throws HeraldError of the kind that says what happened; the reason of the caller's signal when that ended the call;
   * TypeError for a parameter that cannot be sent
   */
  async call<Expected>(request: ApiRequest, shape: Shape<Expected>, options: CallOptions = {}): Promise<Expected> {
    const answer = await this.#exchange(request, options);
    const value = parseAnswer(request, answer);
    if (shape(value)) return value;
    throw new UnexpectedResponseError(
      `${callName(request)} answered ${answer.status} with JSON of another shape: is baseUrl the address of Herald, and as recent as this client?`,
      answer.status,
    );
  }

  /** Like `call`, where nothing of the answer matters but that it is a success. */
  async send(request: ApiRequest, options: CallOptions = {}): Promise<void> {
    await this.#exchange(request, options);
  }

  /**
   * The messages of an answer that goes on, until it ends; the time limit of a try holds until it begins.
   *
   * @throws like `call`, without repetition; ConnectionError when it breaks off
   */
  async *stream(request: ApiRequest, signal: AbortSignal): AsyncGenerator<StreamMessage, void, undefined> {
    const { baseUrl, timeoutMs } = this.#settings;
    const url = requestUrl(baseUrl, request.route, request.params ?? {}, request.query ?? {});
    const init = this.#requestInit(request);
    const headers = { ...(init.headers as Record<string, string>), accept: 'text/event-stream' };
    const response = await this.#open(request, url, { ...init, headers }, timeoutMs, signal);
    if (!response.ok) this.#accept(request, response, await response.text());
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || response.body === null) {
      throw new UnexpectedResponseError(
        `${callName(request)} answered ${response.status} with something else than a stream: is baseUrl the address of Herald?`,
        response.status,
      );
    }
    try {
      yield* streamMessages(response.body);
    } catch (cause) {
      signal.throwIfAborted();
      const code = platformCode(cause);
      throw new ConnectionError(`${callName(request)} broke off${code ? ` (${code})` : ''}`, code, { cause });
    }
  }

  async #exchange(request: ApiRequest, options: CallOptions): Promise<Answer> {
    const { baseUrl, retries, retryDelayMs } = this.#settings;
    const { signal } = options;
    const { timeoutMs, deadlineMs } = readLimits(this.#settings, options);
    const url = requestUrl(baseUrl, request.route, request.params ?? {}, request.query ?? {});
    const init = this.#requestInit(request);
    const endsAtMs = performance.now() + deadlineMs;
    for (let tries = 1; ; tries += 1) {
      signal?.throwIfAborted();
      const leftMs = Math.max(1, endsAtMs - performance.now());
      try {
        return await this.#attempt(request, url, init, Math.min(timeoutMs, leftMs), signal);
      } catch (failure) {
        signal?.throwIfAborted();
        // Its time was all that was left. The timer may be a moment early by the other clock.
        if (failure instanceof TimeoutError && leftMs <= timeoutMs) throw failure;
        if (tries > 1 && isAlreadyGone(request, failure)) return { status: 204, contentType: '', text: '' };
        const delayMs = backoffMs(failure, tries, retryDelayMs);
        const fits = performance.now() + delayMs < endsAtMs;
        if (tries > retries || !fits || !mayRepeat(failure, request.repetition)) throw failure;
        await wait(delayMs, signal);
      }
    }
  }

  #requestInit({ method, body, idempotencyKey }: ApiRequest): RequestInit {
    const { apiKey, apiSecret } = this.#settings;
    const headers: Record<string, string> = {
      accept: 'application/json, application/problem+json',
      'user-agent': `herald-client/${CLIENT_VERSION}`,
      'x-api-key': apiKey,
      'x-api-secret': apiSecret,
    };
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    // fetch would carry the secret along to wherever a redirect leads.
    const init: RequestInit = { method, headers, redirect: 'manual' };
    if (body === undefined) return init;
    headers['content-type'] = 'application/json';
    return { ...init, body: JSON.stringify(body) };
  }

  async #attempt(
    request: ApiRequest,
    url: string,
    init: RequestInit,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const { fetch } = this.#settings;
    const limit = new AbortController();
    const onAbort = () => limit.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => {
      const spanMs = Math.round(timeoutMs);
      limit.abort(new TimeoutError(`${callName(request)} had no complete answer within ${spanMs} ms`, spanMs));
    }, timeoutMs);
    try {
      const response = await fetch(url, { ...init, signal: limit.signal });
      const text = await response.text();
      return this.#accept(request, response, text);
    } catch (error) {
      limit.signal.throwIfAborted();
      if (error instanceof ProblemError || error instanceof UnexpectedResponseError) throw error;
      const code = platformCode(error);
      throw new ConnectionError(`${callName(request)} got no complete answer${code ? ` (${code})` : ''}`, code, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** The head of an answer; the time limit ends with it. */
  async #open(
    request: ApiRequest,
    url: string,
    init: RequestInit,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Response> {
    const limit = new AbortController();
    signal.addEventListener('abort', () => limit.abort(signal.reason), { once: true });
    const timer = setTimeout(() => {
      limit.abort(new TimeoutError(`${callName(request)} had no answer within ${timeoutMs} ms`, timeoutMs));
    }, timeoutMs);
    try {
      return await this.#settings.fetch(url, { ...init, signal: limit.signal });
    } catch (cause) {
      limit.signal.throwIfAborted();
      const code = platformCode(cause);
      throw new ConnectionError(`${callName(request)} got no answer${code ? ` (${code})` : ''}`, code, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  #accept(request: ApiRequest, response: Response, text: string): Answer {
    const { status, statusText, headers } = response;
    if (response.ok) return { status, contentType: headers.get('content-type') ?? '', text };
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      throw new UnexpectedResponseError(
        `${callName(request)} was redirected: give the address that Herald itself answers at as baseUrl`,
        status,
      );
    }
    const problem = readProblem(status, statusText, text, this.#settings.apiSecret);
    throw new ProblemError(callName(request), problem, readRetryAfterMs(headers));
  }
}

function callName({ method, route }: ApiRequest): string {
  return `${method} ${route}`;
}

/** True when an earlier try of a DELETE took effect and only its answer was lost. */
function isAlreadyGone({ method }: ApiRequest, failure: unknown): boolean {
  return method === 'DELETE' && failure instanceof ProblemError && failure.status === 404;
}

function parseAnswer(request: ApiRequest, { status, contentType, text }: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnexpectedResponseError(
      `${callName(request)} answered ${status} with ${contentType || 'no content type'} that is not JSON: is baseUrl the address of Herald?`,
      status,
      { cause },
    );
  }
}

/** The first code along the causes: fetch wraps the socket's error in a TypeError that has none. */
function platformCode(error: unknown): string | undefined {
  for (let current = error; typeof current === 'object' && current !== null; current = Reflect.get(current, 'cause')) {
    const code: unknown = Reflect.get(current, 'code');
    if (typeof code === 'string') return code;
  }
  return undefined;
}
