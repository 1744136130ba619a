import { wait } from './abortable.wait.js';
import type { FeedItem } from './event.feed.js';
import type { DeliveryEvent } from './event.types.js';
import { HeraldError } from './herald.error.js';
import { backoffMs, mayRepeat } from './retry.policy.js';

/** How a stream is listened to. */
export interface LiveOptions {
  /** Where to begin; at the events from now on unless given. */
  after?: string;
  /** Ends the stream. */
  signal?: AbortSignal;
  /** Hears of each failure that the stream gets over by itself. */
  onInterruption?: (failure: HeraldError) => void;
}

/** One message of a stream of Server-Sent Events. */
export interface StreamMessage {
  /** Where to go on behind it; `undefined` where it says nothing of that. */
  id: string | undefined;
  /** `undefined` for a sign of life. */
  data: string | undefined;
}

/** Opens the stream behind a cursor; its messages end where the connection does. Heeds the signal that it is given. */
type OpenStream = (after: string | undefined, signal: AbortSignal) => AsyncIterable<StreamMessage>;

/** Herald gives a sign of life every 15 s: what is silent for longer than this is dead. */
const SILENT_MS = 45_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Events as they happen, until the signal is aborted or the loop is left. A connection that ends, fails or falls silent is
 * made anew behind the last event, so none is missed and none comes twice.
 *
 * @param open makes one connection
 * @param pauseMs before a connection is made anew; grows while that fails
 */
export async function* liveEvents(
  open: OpenStream,
  { after, signal, onInterruption }: LiveOptions,
  pauseMs: number,
): AsyncGenerator<FeedItem, void, undefined> {
  let cursor = after;
  let failures = 0;
  for (;;) {
    if (signal?.aborted) return;
    const connection = new Connection(signal);
    let delayMs = pauseMs;
    try {
      for await (const { id, data } of open(cursor, connection.signal)) {
        connection.heard();
        failures = 0;
        cursor = id ?? cursor;
        if (signal?.aborted) return;
        if (data !== undefined) yield { event: JSON.parse(data) as DeliveryEvent, cursor: cursor ?? null };
      }
    } catch (failure) {
      if (signal?.aborted) return;
      if (!connection.isSilent && !mayRepeat(failure, 'idempotent')) throw failure;
      if (failure instanceof HeraldError) onInterruption?.(failure);
      failures += 1;
      delayMs = Math.min(LONGEST_PAUSE_MS, pauseMs + backoffMs(failure, failures, pauseMs));
    } finally {
      connection.close();
    }
    await wait(delayMs, signal).catch((reason: unknown) => {
      if (!signal?.aborted) throw reason;
    });
  }
}

/** The signal of one connection: aborted with the caller's, when nothing was heard for too long, and when it is closed. */
class Connection {
  readonly #control = new AbortController();
  readonly #ended: AbortSignal | undefined;
  readonly #onEnd = () => this.#control.abort(this.#ended?.reason);
  #timer: ReturnType<typeof setTimeout>;
  isSilent = false;

  constructor(ended: AbortSignal | undefined) {
    this.#ended = ended;
    ended?.addEventListener('abort', this.#onEnd, { once: true });
    this.#timer = this.#watch();
  }

  get signal(): AbortSignal {
    return this.#control.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#watch();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#ended?.removeEventListener('abort', this.#onEnd);
    this.#control.abort();
  }

  #watch(): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.isSilent = true;
      this.#control.abort();
    }, SILENT_MS);
  }
}
