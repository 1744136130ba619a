import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { SmtpConfig } from './smtp-email.manifest.js';

/** Configurations whose connections are kept open at the same time. */
const OPEN_LIMIT = 50;
/** A configuration that was not used for this long is let go, its credentials with it. */
const IDLE_MS = 5 * 60_000;
const SETUP_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 120_000;
/** A mail server that does not hang up when asked to is hung up on after this time. */
const HANG_UP_MS = 1_000;

type PooledTransport = ReturnType<typeof pooledTransport>;

interface OpenTransport {
  transport: PooledTransport;
  inUse: number;
  idleTimer: NodeJS.Timeout;
}

/**
 * Connections to mail servers, one pool for each configuration in use. Everything here is private to the runtime, so
 * that no inspection of a provider can show a credential.
 */
export class SmtpTransports {
  readonly #open = new Map<string, OpenTransport>();

  /** Runs the work with the pool that belongs to the configuration. */
  async use<Result>(config: SmtpConfig, work: (transport: PooledTransport) => Promise<Result>): Promise<Result> {
    const key = keyOf(config);
    const entry = this.#open.get(key) ?? this.#make(key, config);
    // The map's order is the order of last use.
    this.#open.delete(key);
    this.#open.set(key, entry);
    entry.inUse += 1;
    try {
      return await work(entry.transport);
    } finally {
      entry.inUse -= 1;
      entry.idleTimer.refresh();
    }
  }

  /** Closes every connection; one in the middle of a message finishes it first. */
  close(): void {
    for (const key of this.#open.keys()) this.#drop(key);
  }

  #make(key: string, config: SmtpConfig): OpenTransport {
    const unused = [...this.#open].filter(([, { inUse }]) => inUse === 0).map(([each]) => each);
    for (const each of unused.slice(0, Math.max(0, this.#open.size + 1 - OPEN_LIMIT))) this.#drop(each);
    const idleTimer = setTimeout(() => this.#dropUnlessInUse(key), IDLE_MS).unref();
    return { transport: pooledTransport(config), inUse: 0, idleTimer };
  }

  #dropUnlessInUse(key: string): void {
    if (this.#open.get(key)?.inUse === 0) this.#drop(key);
  }

  #drop(key: string): void {
    const entry = this.#open.get(key);
    if (entry === undefined) return;
    clearTimeout(entry.idleTimer);
    entry.transport.close();
    this.#open.delete(key);
  }
}

/** A transport for one conversation, for asking whether a server can be used. */
export function singleTransport(config: SmtpConfig) {
  return createTransport(connectionOptions(config));
}

function pooledTransport(config: SmtpConfig) {
  const transport = createTransport({ ...connectionOptions(config), pool: true as const, maxRequeues: 1 });
  // nodemailer renders a message ahead of the conversation. Ours is rendered already: given as it is, it is read only
  // once the server has asked for it, and its end tells that the server may have taken it.
  transport.use('stream', (mail, done) => {
    const letter = mail.data.raw as Readable;
    mail.message.createReadStream = () => letter;
    done();
  });
  return transport;
}

function connectionOptions(config: SmtpConfig) {
  const { SMTP_PORT: port = 587, SMTP_USERNAME: user, SMTP_PASSWORD: pass, SMTP_CA: ca } = config;
  const secure = config.SMTP_SECURE ?? port === 465;
  return {
    host: config.SMTP_HOST,
    port,
    secure,
    requireTLS: !secure && (config.SMTP_REQUIRE_TLS ?? true),
    ...(user === undefined || pass === undefined ? {} : { auth: { user, pass } }),
    tls: { minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: SETUP_TIMEOUT_MS,
    greetingTimeout: SETUP_TIMEOUT_MS,
    dnsTimeout: SETUP_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    socketCloseTimeout: HANG_UP_MS,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function keyOf(config: SmtpConfig): string {
  const entries = Object.entries(config).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64');
}
