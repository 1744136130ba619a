import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { type SmtpScript, converse } from './smtp-conversation.fixture.js';
import type { SmtpConfig } from './smtp-email.manifest.js';

/** Certificate and key of `localhost`, for tests alone. */
export const TEST_CERTIFICATE = {
  cert: readFileSync(join(__dirname, 'fixtures', 'test-only.cert.pem'), 'utf8'),
  key: readFileSync(join(__dirname, 'fixtures', 'test-only.key.pem'), 'utf8'),
};

/** A message as a mail server took it. */
interface TakenMessage {
  from: string;
  to: string[];
  /** Headers and body. */
  text: string;
  encrypted: boolean;
  username: string | undefined;
}

/** Starts a real mail server that keeps what it takes. The password is `right`. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const taken: TakenMessage[] = [];
  const server = new SMTPServer({
    ...TEST_CERTIFICATE,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('Authentication failed')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({
          from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
          encrypted: session.secure,
          username: session.user as string | undefined,
        });
        done(null, '2.0.0 Ok: queued as 4XyZ');
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { port, taken, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

/** Starts a server that follows a script. */
export async function startScriptedServer(script: SmtpScript | ((socket: Socket) => void)) {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (typeof script === 'function') script(socket);
    else converse(socket, script);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    sockets,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A configuration for a server on this machine, unencrypted unless said otherwise. */
export function localConfig(port: number, changes: Partial<SmtpConfig> = {}): SmtpConfig {
  return {
    SMTP_HOST: 'localhost',
    SMTP_PORT: port,
    SMTP_REQUIRE_TLS: false,
    SMTP_FROM: 'Shop <orders@shop.example>',
    ...changes,
  };
}
