import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiReply } from './api.reply.js';
import { serveApi } from './api.route.js';
import { serveControl } from './control.route.js';
import { DEFAULT_OPTIONS, type EmulatorOptions } from './emulator.environment.js';
import { EmulatorState } from './emulator.state.js';

/** Connections that may wait to be taken: a burst of a thousand must not meet a closed door, as it would not at Twilio's. */
const BACKLOG = 4_096;

/** A running emulator. */
export interface RunningEmulator {
  /** `http://127.0.0.1:4010`: what `client.api.baseUrl` is set to. */
  readonly url: string;
  /** Closes every connection, answered or not, and sends no further callback. */
  stop(): Promise<void>;
}

const CONTROL_PREFIX = '/_emulator/';

/**
 * Starts an emulator.
 *
 * @param chosen what differs from DEFAULT_OPTIONS
 * @returns once it listens
 */
export async function startEmulator(chosen: Partial<EmulatorOptions> = {}): Promise<RunningEmulator> {
  const options = { ...DEFAULT_OPTIONS, ...chosen };
  let state = new EmulatorState(options);
  const reset = async (): Promise<void> => {
    const former = state;
    state = new EmulatorState(options);
    await former.stop();
  };
  // Longer than clients keep idle connections, so that none is closed under a request that is just being sent.
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    serve(state, request, response, reset).catch((error: unknown) => fail(response, error));
  });
  await listen(server, options);
  return {
    url: urlOf(server.address()),
    async stop() {
      await state.stop();
      await close(server);
    },
  };
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('The emulator listens on no TCP port.');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

async function serve(
  state: EmulatorState,
  request: IncomingMessage,
  response: ServerResponse,
  reset: () => Promise<void>,
): Promise<void> {
  if (!request.url?.startsWith(CONTROL_PREFIX)) return serveApi(state, request, response);
  const reply = await serveControl(state, request, reset);
  write(response, reply);
}

function write(response: ServerResponse, { status, body }: ApiReply): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, text === '' ? {} : { 'Content-Type': 'application/json' });
  response.end(text);
}

/** A request broke off, or the emulator has a fault of its own: then the caller sees that it is not Twilio's. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const reason = error instanceof Error ? error.message : String(error);
  write(response, { status: 500, body: { error: `The emulator failed: ${reason}` } });
}

function listen(server: Server, { host, port }: EmulatorOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
