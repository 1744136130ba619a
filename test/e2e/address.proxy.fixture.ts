import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/** One address for several servers, as the proxy of `compose.yaml` gives them: each connection goes to the next one. */
export class AddressProxy {
  #ports: readonly number[] = [];
  #connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#pass(client));

  static async start(): Promise<AddressProxy> {
    const proxy = new AddressProxy();
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** From now on connections go to the servers at these addresses. */
  passTo(urls: readonly string[]): void {
    this.#ports = urls.map((url) => Number(new URL(url).port));
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  #pass(client: Socket): void {
    const port = this.#ports[this.#connections % this.#ports.length];
    this.#connections += 1;
    if (port === undefined) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
