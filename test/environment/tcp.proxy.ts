import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';

/** What becomes of connections. */
type Mode = 'forwards' | 'refuses' | 'swallows';

/**
 * Stands between a client and a server on this machine and lets the way between them fail: connections are refused, cut,
 * or stay open while nothing comes through any more. A connection that was silenced stays silent: what was sent is gone.
 */
export class TcpProxy {
  readonly #sockets = new Set<Socket>();
  #mode: Mode = 'forwards';
  #server: Server | undefined;
  #port = 0;

  private constructor(
    private readonly target: { host: string; port: number },
    private readonly address: URL,
  ) {}

  /** @param url of the server, such as `postgres://user:password@127.0.0.1:5432/database` */
  static async before(url: string): Promise<TcpProxy> {
    const address = new URL(url);
    const proxy = new TcpProxy({ host: address.hostname, port: Number(address.port) }, address);
    await proxy.#listen();
    return proxy;
  }

  /** The server's URL, by way of this proxy. */
  get url(): string {
    const url = new URL(this.address);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  /** Connections that are open between the client and here. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** Nobody listens any more, and what was connected is cut. */
  async refuse(): Promise<void> {
    this.#mode = 'refuses';
    this.cut();
    await this.#close();
  }

  /** Connections are made and stay open, and nothing comes through. */
  swallow(): void {
    this.#mode = 'swallows';
    for (const socket of this.#sockets) socket.unpipe();
    for (const socket of this.#sockets) socket.resume();
  }

  /** Ends every connection; new ones are treated as before. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** New connections come through. */
  async heal(): Promise<void> {
    this.#mode = 'forwards';
    if (this.#server === undefined) await this.#listen();
  }

  async stop(): Promise<void> {
    this.cut();
    await this.#close();
  }

  async #listen(): Promise<void> {
    this.#server = createServer((near) => this.#connect(near)).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
    this.#port = address.port;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  #connect(near: Socket): void {
    const far = connect(this.target);
    this.#keep(near, far);
    this.#keep(far, near);
    if (this.#mode === 'swallows') {
      near.resume();
      far.resume();
      return;
    }
    near.pipe(far);
    far.pipe(near);
  }

  /** An error of one side is the end of both. */
  #keep(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      other.destroy();
    });
  }
}
