import { EventEmitter } from 'node:events';
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Postgres } from './postgres.client.js';
import { connectionOptions } from './postgres.connection.js';

const CHANNEL = 'herald_due';
const ANNOUNCE_EVERY_MS = 20;
const RECONNECT_MS = 1_000;
const GOODBYE_WITHIN_MS = 1_000;

const NOTIFY = { name: 'notify_due', text: `notify ${CHANNEL}` };

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
  ) {
    // A connection that was silent during an outage may be dead without knowing; what became due meanwhile was not heard.
    postgres.watch.onChange((_begun, over) => {
      if (over !== undefined && this.#client !== undefined) this.#listenLater(this.#client, 0);
    });
  }

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
    this.#announcement = startTimer(() => {
      this.#announcement = undefined;
      // A lost announcement costs the wait until the next regular look, so its failure needs no handling beyond that.
      this.postgres.rows(NOTIFY, []).catch(() => this.raise());
    }, ANNOUNCE_EVERY_MS);
  }

  /** Starts to hear other processes; keeps reconnecting when the connection is lost. */
  async listen(): Promise<void> {
    if (this.#isClosed) return;
    const client = new pg.Client({
      ...connectionOptions(this.connectionString),
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
    // Where nobody answers, the end of the process ends the connection.
    if (this.#client !== undefined) await Promise.race([this.#client.end(), setTimeout(GOODBYE_WITHIN_MS)]);
  }

  /** Nothing is lost meanwhile: the regular looks find what is due. */
  #listenLater(lost: pg.Client, delayMs: number = RECONNECT_MS): void {
    if (this.#client !== lost || this.#isClosed) return;
    this.#client = undefined;
    void lost.end().catch(() => undefined);
    clearTimeout(this.#reconnect);
    this.#reconnect = startTimer(() => void this.listen(), delayMs);
  }
}
