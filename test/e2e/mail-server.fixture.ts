import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A message as the mail server took it. */
export interface Letter {
  from: string;
  to: string[];
  /** Headers and body as they came over the wire. */
  source: string;
}

/** A mail server that keeps what it takes, and refuses recipients at `nobody.example`. */
export class MailServer {
  readonly letters: Letter[] = [];
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(refusal(535, '5.7.8 Wrong user name or password')),
    onRcptTo: ({ address }, _session, done) =>
      address.endsWith('@nobody.example') ? done(refusal(550, '5.1.1 No such user')) : done(),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        this.letters.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
        });
        done(null, '2.0.0 Queued');
      });
    },
  });

  private constructor() {
    // Herald closes connections as it likes; without a listener that would end the test run.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const mailServer = new MailServer();
    mailServer.#server.listen(0, '127.0.0.1');
    await once(mailServer.#server.server, 'listening');
    return mailServer;
  }

  /** Configuration of an `smtp_email` integration that sends here. */
  get config(): Record<string, string | number | boolean> {
    const { port } = this.#server.server.address() as AddressInfo;
    return {
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: port,
      SMTP_REQUIRE_TLS: false,
      SMTP_USERNAME: 'shop',
      SMTP_PASSWORD: 'right',
      SMTP_FROM: 'Shop <orders@shop.example>',
    };
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
