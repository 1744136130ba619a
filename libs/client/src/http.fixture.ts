import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** Key and secret that the servers of these tests are called with. */
export const CREDENTIALS = { apiKey: 'key-of-the-app', apiSecret: 'canary-secret-8d1f' };

/** A request as it arrived. */
interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a server does with one request. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void;

/** Answers with JSON. */
export function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Reply {
  return (response) => {
    const contentType = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': contentType, ...headers }).end(JSON.stringify(value));
  };
}

/** Answers with a page such as a proxy makes. */
export function html(status: number): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>');
  };
}

/** Answers with nothing but a status. */
export function empty(status: number, headers: OutgoingHttpHeaders = {}): Reply {
  return (response) => {
    response.writeHead(status, headers).end();
  };
}

/** Resets the connection. */
export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** Never answers. */
export const silence: Reply = () => undefined;

/** Begins a fine answer and breaks off in its middle. */
export const cutOff: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"requestId":', () => response.socket?.destroy());
};

/** A running server and what it has received so far. */
export interface ScriptedServer {
  url: string;
  received: ReceivedRequest[];
  /** Resolves with the next request to arrive, before it is answered. */
  arrival: () => Promise<ReceivedRequest>;
}

/**
 * Runs a test against a server on a free port that answers each request with the next reply.
 *
 * @throws when a request arrives that the script has no reply for
 */
export async function withServer(script: Reply[], test: (server: ScriptedServer) => Promise<void>): Promise<void> {
  const received: ReceivedRequest[] = [];
  const arrivals = new EventEmitter();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    const arrived = { method, path: url, headers, body: await text(request) };
    const reply = script[received.push(arrived) - 1] ?? empty(501);
    arrivals.emit('request', arrived);
    reply(response, arrived);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${portOf(server)}`;
  const arrival = () => new Promise<ReceivedRequest>((resolve) => arrivals.once('request', resolve));
  try {
    await test({ url, received, arrival });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  if (received.length > script.length) {
    throw new Error(`expected ${script.length} requests, got ${received.length}`);
  }
}

/** An address on which nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${portOf(server)}`;
  await new Promise((resolve) => server.close(resolve));
  return url;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
