import type RequestClient from 'twilio/lib/base/RequestClient.js';
import { type Dispatcher, Pool } from 'undici';
import { HttpExchange, type TransportAnswer } from './http.exchange.js';

/** How connections are kept. */
export interface TransportOptions {
  /** Most connections at a time; further requests wait for a free one, within their own time limit. */
  connections: number;
  connectTimeoutMs: number;
}

/** An idle connection is closed by us before a server would, so that no request is written into a closing one. */
const KEEP_ALIVE_MS = 10_000;

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * The HTTP client under the official Twilio client (its `httpClient` option), on undici with connections that are kept.
 * It makes one try per request, follows no redirect, remembers no request, and ends every failure as a
 * `TransportFault`. https://www.twilio.com/docs/libraries/node/custom-http-clients-node
 */
export class TwilioTransport {
  readonly #pool: Pool;

  /** @param origin scheme, host and port that every request goes to, whatever host the client names */
  constructor(origin: string, { connections, connectTimeoutMs }: TransportOptions) {
    this.#pool = new Pool(origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: { timeout: connectTimeoutMs },
      // The deadline of the exchange bounds the whole, so undici's own timers would only cost.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @throws {TransportFault} when no complete answer came */
  request(options: RequestClient.RequestOptions): Promise<TransportAnswer> {
    const { method, uri, username = '', password = '', headers, params, data, timeout = DEFAULT_TIMEOUT_MS } = options;
    const url = new URL(uri);
    const query = params === undefined ? '' : `?${formText(params)}`;
    const dispatched: Dispatcher.DispatchOptions = {
      method: method.toUpperCase(),
      path: url.pathname + (query === '' ? url.search : query),
      headers: {
        ...headers,
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      },
      body: data === undefined ? null : formText(data),
    };
    return new Promise((resolve, reject) => {
      const isConnected = () => this.#pool.stats.connected > 0;
      this.#pool.dispatch(dispatched, new HttpExchange(resolve, reject, timeout, isConnected));
    });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** `application/x-www-form-urlencoded`; the values of a list are repeated under its name. */
function formText(fields: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) form.append(name, String(item));
    }
  }
  return form.toString();
}
