import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Postgres } from './postgres.client.js';

const CHANNEL = 'herald_due';
const ANNOUNCE_EVERY_MS = 20;
const RECONNECT_MS = 1_000;

/**
 * Tells those who dispatch that something became due: at once within the process, through PostgreSQL to others. It only
 * shortens the wait: who misses it finds the delivery at the next regular look.
 */
export class DueSignal {
  readonly #emitter = new EventEmitter();
  #client: pg.Client | undefined;
  #announcement: NodeJS.Timeout | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    private readonly connectionString: string,
    private readonly postgres: Postgres,
  ) {}

  /** Calls back whenever something became due in this process, or elsewhere once `listen` was called. */
  onDue(callback: () => void): void {
    this.#emitter.on('due', callback);
  }

  /** Calls back whenever this process is done with some of what it had claimed. */
  onRoom(callback: () => void): void {
    this.#emitter.on('room', callback);
  }

  /** Claimed deliveries are done with: there is room for others. */
  raiseRoom(): void {
    this.#emitter.emit('room');
  }

  /** Something became due, told within this process only. */
  raise(): void {
    this.#emitter.emit('due');
  }

  /** Something became due, told to every process; calls in quick succession are told once. */
  announce(): void {
    this.raise();
    if (this.#announcement !== undefined || this.#isClosed) return;
    this.#announcement = setTimeout(() => {
      this.#announcement = undefined;
      // A lost announcement costs the wait until the next regular look, so its failure needs no handling beyond that.
      this.postgres.pool.query(`notify ${CHANNEL}`).catch(() => this.raise());
    }, ANNOUNCE_EVERY_MS);
  }

  /** Starts to hear other processes; keeps reconnecting when the connection is lost. */
  async listen(): Promise<void> {
    if (this.#isClosed) return;
    const client = new pg.Client({
      connectionString: this.connectionString,
      keepAlive: true,
      application_name: 'herald-due',
    });
    this.#client = client;
    client.on('notification', () => this.raise());
    // More than one may come of the same loss: PostgreSQL says why it ends the connection, then the socket closes.
    client.on('error', () => this.#listenLater(client));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.raise();
    } catch {
      this.#listenLater(client);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#announcement);
    clearTimeout(this.#reconnect);
    this.#emitter.removeAllListeners();
    await this.#client?.end();
  }

  /** Nothing is lost meanwhile: the regular looks find what is due. */
  #listenLater(lost: pg.Client): void {
    if (this.#client !== lost || this.#isClosed) return;
    this.#client = undefined;
    this.#reconnect = setTimeout(() => void this.listen(), RECONNECT_MS);
  }
}
