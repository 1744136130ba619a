import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { freePort } from '../environment/child.process.js';

/** What a caller finds at the door. */
export type DoorState = 'open' | 'refusing' | 'silent';

/** A TCP port in front of the vendor, so that the vendor can be away and keep what it knows. */
export class VendorDoor {
  #state: DoorState = 'open';
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  /** Connections that were made while it was silent. */
  #swallowed = 0;

  private constructor(
    readonly port: number,
    private readonly behind: URL,
  ) {}

  /** Opens a door on a free port. @param url that is behind it */
  static async before(url: string): Promise<VendorDoor> {
    const door = new VendorDoor(await freePort(), new URL(url));
    await door.#listen();
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get swallowed(): number {
    return this.#swallowed;
  }

  /** `refusing`: connections are refused and those that were there are reset; `silent`: they are made, and nothing is answered. */
  async set(state: DoorState): Promise<void> {
    if (state === this.#state) return;
    this.#state = state;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (state === 'refusing') await this.close();
    else if (this.#server === undefined) await this.#listen();
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(server, 'close');
  }

  async #listen(): Promise<void> {
    this.#server = createServer((caller) => this.#serve(caller)).listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #serve(caller: Socket): void {
    this.#keep(caller);
    if (this.#state === 'silent') {
      this.#swallowed += 1;
      caller.resume();
      return;
    }
    const vendor = connect(Number(this.behind.port), this.behind.hostname);
    this.#keep(vendor);
    caller.pipe(vendor).pipe(caller);
    caller.on('close', () => vendor.destroy());
    vendor.on('close', () => caller.destroy());
  }

  #keep(socket: Socket): void {
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    // A connection that breaks is what the door is for; its other half is closed with it.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
