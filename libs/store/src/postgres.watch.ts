import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { connectionOptions } from './postgres.connection.js';
import { isStoreOutage, isWithoutAnswer, isWriteRefusal, outageReason, StoreUnavailableError } from './store.outage.js';

const LOOK_EVERY_MS = 1_000;
const LOOK_AGAIN_MS = 250;
/** Twice, on the connection that it has and on another one: a busy machine is no outage. */
const ANSWER_WITHIN_MS = 5_000;

/** Writes a few pages and keeps none of them: what a full disk, or a standby, refuses. */
const WRITE =
  'create temporary table herald_write_check on commit drop as select md5(n::text) from generate_series(1, 1000) as n';

/** Something that Herald needs is not to be had. */
export interface StoreOutage {
  /** For people; free of secrets. */
  reason: string;
  /** On the monotonic clock. */
  sinceMs: number;
  /** True when PostgreSQL answers but does not write. */
  isReadOnly: boolean;
}

/**
 * Knows whether PostgreSQL is to be had: asks it each second on a connection of its own, and at once when somebody met a
 * failure. While it is not, callers are told at once instead of waiting for a connection each.
 */
export class PostgresWatch {
  readonly #changes = new EventEmitter();
  #outage: StoreOutage | undefined;
  #failures = 0;
  #client: pg.Client | undefined;
  #look: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(private readonly connectionString: string) {}

  /** The outage of this moment, if there is one. */
  get outage(): StoreOutage | undefined {
    return this.#outage;
  }

  /** Statements, connections and looks that failed because PostgreSQL could not serve, since the start. */
  get failures(): number {
    return this.#failures;
  }

  /** Calls back when an outage begins, and with the one that is over when it ends. */
  onChange(callback: (begun: StoreOutage | undefined, over: StoreOutage | undefined) => void): void {
    this.#changes.on('change', callback);
  }

  /** @throws StoreUnavailableError while PostgreSQL does not answer; one that only refuses to write may still be asked */
  check(): void {
    if (this.#outage !== undefined && !this.#outage.isReadOnly) throw new StoreUnavailableError(this.#outage.reason);
  }

  /** Somebody met this error: where it may mean an outage, PostgreSQL is asked at once. */
  suspect(error: unknown): void {
    if (!isStoreOutage(error) || this.#isStopped) return;
    this.#failures += 1;
    if (this.#outage === undefined) void this.look();
    // Who waited so long is not to wait for a connection on top, as everybody behind would.
    if (isWriteRefusal(error)) this.#begin(error, true);
    else if (isWithoutAnswer(error)) this.#begin(error, false);
  }

  /** Starts to look. */
  start(): void {
    this.#schedule(LOOK_EVERY_MS);
  }

  /** Asks now, together with everybody who does at the same time. Afterwards `outage` is up to date. Never rejects. */
  look(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#look ??= this.#lookTwice().finally(() => {
      this.#look = undefined;
      this.#schedule(this.#outage === undefined ? LOOK_EVERY_MS : LOOK_AGAIN_MS);
    });
    return this.#look;
  }

  /** Looks no more, and lets go of the connection. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#changes.removeAllListeners();
    this.#drop();
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.look(), delayMs);
  }

  /** A connection may be lost for reasons of its own: only one that cannot be had anew tells about the server. */
  async #lookTwice(): Promise<void> {
    try {
      const isAskedToWrite = this.#outage?.isReadOnly ?? false;
      await this.#ask(isAskedToWrite).catch(() => this.#ask(isAskedToWrite));
      // Meanwhile somebody may have found that it does not write.
      if (isAskedToWrite || !this.#outage?.isReadOnly) this.#end();
    } catch (error) {
      this.#failures += 1;
      this.#begin(error, isWriteRefusal(error));
    }
  }

  async #ask(toWrite: boolean): Promise<void> {
    try {
      const client = (this.#client ??= await this.#connect());
      await inTime(client.query(toWrite ? WRITE : 'select 1'));
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...connectionOptions(this.connectionString),
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      application_name: 'herald-watch',
    });
    // Its loss fails the next look, or the one under way; then comes another connection.
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    await client.connect();
    return client;
  }

  #drop(): void {
    // Not awaited: where nothing answers, nobody says goodbye.
    void this.#client?.end().catch(() => undefined);
    this.#client = undefined;
  }

  #begin(error: unknown, isReadOnly: boolean): void {
    if (this.#isStopped) return;
    const begun = this.#outage === undefined;
    const sinceMs = this.#outage?.sinceMs ?? performance.now();
    this.#outage = { reason: outageReason(error), sinceMs, isReadOnly };
    if (begun) this.#changes.emit('change', this.#outage, undefined);
  }

  #end(): void {
    const over = this.#outage;
    this.#outage = undefined;
    if (over !== undefined) this.#changes.emit('change', undefined, over);
  }
}

/** @throws when it takes longer than `ANSWER_WITHIN_MS`, and what has come meanwhile to a busy process has been read */
async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      void setImmediate().then(() => reject(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)));
    }, ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
