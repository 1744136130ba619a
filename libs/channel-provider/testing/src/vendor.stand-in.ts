import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type {
  ConversationBehaviour,
  ConversationWire,
  Endpoint,
  HttpWire,
  NoWire,
  ProviderSuite,
} from './provider-suite.contract.js';

/** What the stand-in does with a request that it has read to its end. */
export type Behaviour =
  | 'accept'
  | 'reject'
  | 'busy'
  | 'html-502'
  | 'garbage'
  | 'no-id'
  | 'empty'
  | 'hang'
  | 'drip'
  | 'reset-after-write'
  | 'reset-mid-answer';

/** A server in the vendor's place, on a free port of this machine. */
export interface StandIn {
  endpoint: Endpoint;
  /** What the provider wrote: one text for each HTTP request, or for each connection of a conversation. */
  received: string[];
  /** Resolves when no connection is open; rejects after the deadline. */
  drained(deadlineMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Seconds that a busy stand-in asks to wait for. */
const RETRY_AFTER_SECONDS = 7;

const TLS_FILES = join(__dirname, '..', 'fixtures');
const DRIP_INTERVAL_MS = 40;

/** Starts a stand-in that treats every request alike. With `tls` it presents a certificate that nobody trusts. */
export function startStandIn(wire: ProviderSuite['wire'], behaviour: Behaviour, tls = false): Promise<StandIn> {
  const received: string[] = [];
  if (wire.kind === 'http') return listen(httpServer(wire, behaviour, tls, received), tls, received);
  if (wire.kind === 'conversation') return listen(conversationServer(wire, behaviour, tls, received), tls, received);
  return listen(unexpectedServer(wire, received), tls, received);
}

/** Starts a server that answers the first bytes of a TLS handshake with words. */
export function startPlainServerInPlaceOfTls(): Promise<StandIn> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end('this is not TLS\r\n'));
  });
  return listen(server, true, []);
}

/** An endpoint of this machine on which nothing listens. */
export async function closedEndpoint(): Promise<Endpoint> {
  const standIn = await listen(createTcpServer(), false, []);
  await standIn.close();
  return standIn.endpoint;
}

/** An endpoint whose name never resolves (RFC 6761, section 6.4). */
export const UNRESOLVABLE_ENDPOINT: Endpoint = { host: 'herald.invalid', port: 80, url: 'http://herald.invalid:80' };

function certificate(): { cert: Buffer; key: Buffer } {
  return {
    cert: readFileSync(join(TLS_FILES, 'test-only.cert.pem')),
    key: readFileSync(join(TLS_FILES, 'test-only.key.pem')),
  };
}

function httpServer(wire: HttpWire, behaviour: Behaviour, tls: boolean, received: string[]): Server {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const head = `${request.method} ${request.url}\r\n${request.rawHeaders.join('\r\n')}`;
      received.push(`${head}\r\n\r\n${Buffer.concat(chunks).toString('utf8')}`);
      HTTP_ANSWERS[behaviour](response, wire);
    });
  };
  return tls ? createHttpsServer(certificate(), answer) : createHttpServer(answer);
}

const HTTP_ANSWERS: Record<Behaviour, (response: ServerResponse, wire: HttpWire) => void> = {
  accept: (response, { accepted }) =>
    reply(response, accepted.status, accepted.body, accepted.contentType ?? 'application/json'),
  reject: (response, { rejected }) =>
    reply(response, rejected.status, rejected.body, rejected.contentType ?? 'application/json'),
  busy: (response, { busyBody = 'Too many requests' }) => {
    response.setHeader('retry-after', String(RETRY_AFTER_SECONDS));
    reply(response, 429, busyBody, busyBody.startsWith('{') ? 'application/json' : 'text/plain');
  },
  'html-502': (response) =>
    reply(response, 502, '<html><body><h1>502 Bad Gateway</h1></body></html>', 'text/html; charset=utf-8'),
  garbage: (response, { accepted }) => reply(response, accepted.status, '{"sid": "SM', 'application/json'),
  'no-id': (response, { accepted }) => reply(response, accepted.status, '{"weather":"fine"}', 'application/json'),
  empty: (response, { accepted }) => reply(response, accepted.status, '', 'application/json'),
  hang: () => undefined,
  drip: (response, { accepted }) => {
    response.writeHead(accepted.status, { 'content-type': 'application/json', 'content-length': '100000' });
    const timer = setInterval(() => response.write(' '), DRIP_INTERVAL_MS);
    response.on('close', () => clearInterval(timer));
  },
  'reset-after-write': (response) => response.req.socket.resetAndDestroy(),
  'reset-mid-answer': (response, { accepted }) => {
    response.writeHead(accepted.status, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(accepted.body.slice(0, 10), () => response.req.socket.resetAndDestroy());
  },
};

function reply(response: ServerResponse, status: number, body: string, contentType: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

const CONVERSATION_BEHAVIOURS: Partial<Record<Behaviour, ConversationBehaviour>> = {
  accept: 'accept',
  reject: 'reject',
  busy: 'busy',
  garbage: 'garbage',
  empty: 'empty',
  hang: 'hang',
  'reset-after-write': 'reset-after-write',
};

function conversationServer(wire: ConversationWire, behaviour: Behaviour, tls: boolean, received: string[]): Server {
  const spoken = CONVERSATION_BEHAVIOURS[behaviour];
  if (spoken === undefined) throw new Error(`a conversation cannot show "${behaviour}"`);
  const serve = (socket: Socket) => {
    const index = received.push('') - 1;
    socket.on('error', () => socket.destroy());
    wire.serve(socket, spoken);
    socket.on('data', (chunk: Buffer) => {
      received[index] += chunk.toString('utf8');
    });
  };
  return tls ? createTlsServer(certificate(), serve) : createTcpServer(serve);
}

function unexpectedServer(wire: NoWire, received: string[]): Server {
  return createTcpServer((socket) => {
    received.push(`an unexpected connection, although: ${wire.reason}`);
    socket.destroy();
  });
}

async function listen(server: Server, tls: boolean, received: string[]): Promise<StandIn> {
  const open = new Set<Socket>();
  const settled: (() => void)[] = [];
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      open.delete(socket);
      if (open.size === 0) for (const resolve of settled.splice(0)) resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const drained = (deadlineMs: number) =>
    new Promise<void>((resolve, reject) => {
      if (open.size === 0) return resolve();
      const timer = setTimeout(
        () => reject(new Error(`${open.size} connections are still open ${deadlineMs} ms after close()`)),
        deadlineMs,
      );
      settled.push(() => resolve(clearTimeout(timer)));
    });
  return {
    endpoint: { host: '127.0.0.1', port, url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}` },
    received,
    drained,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
