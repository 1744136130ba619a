import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type EventQuery, EventRepository, OverloadedError, type PlacedEvent } from '#herald/store';
import { errorName } from '../engine.errors.js';
import { LIVE } from '../engine.limits.js';
import { FeedWatch } from './feed.watch.js';

/** Which events a listener wants; without `after` those from now on. */
export type LiveQuery = Omit<EventQuery, 'limit'>;

/** What a listener gets: an event, or only the place from which to go on; `cursor` is behind all that was given before. */
export interface LiveItem {
  event?: PlacedEvent['event'];
  cursor: string;
}

type Page = Awaited<ReturnType<EventRepository['read']>>;

/**
 * The event feed as it grows. Each listener reads at its own pace, a page at a time, so a slow one holds one page and is
 * never cut off; it finds in the feed what it has not read yet.
 */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  readonly #logger = new Logger('LiveFeed');
  readonly #stopped = new AbortController();
  readonly #listeners = new Map<string, number>();

  constructor(
    private readonly events: EventRepository,
    private readonly watch: FeedWatch,
  ) {}

  /** How many streams are open in this process. */
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Ends every stream, as if its time were over. */
  onModuleDestroy(): void {
    this.#stopped.abort();
  }

  /**
   * Opens a stream. It begins with the place where it starts, says at least every `LIVE.pulseMs` how far it is, and is over
   * after `LIVE.longestMs`, so that the listener proves again who it is, or when Herald stops.
   *
   * @param left is aborted when the listener is gone, in any case and whether the stream was read or not
   * @returns the items, which end when the stream is over, and the signal that it is
   * @throws InvalidCursorError
   * @throws OverloadedError when too many listen already
   */
  async open(
    appId: string,
    query: LiveQuery,
    left: AbortSignal,
  ): Promise<{ items: AsyncGenerator<LiveItem, void, undefined>; over: AbortSignal }> {
    this.#admit(appId, left);
    const after = query.after ?? (await this.events.end());
    const first = await this.#read(appId, query, after);
    const over = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(LIVE.longestMs)]);
    return { items: this.#follow(appId, query, { after, first, signal: AbortSignal.any([left, over]) }), over };
  }

  #admit(appId: string, left: AbortSignal): void {
    const ofApp = this.#listeners.get(appId) ?? 0;
    const isFull = ofApp >= LIVE.listenersOfApp || this.listeners >= LIVE.listeners;
    if (isFull || this.#stopped.signal.aborted) throw new OverloadedError('Too many event streams are open');
    if (left.aborted) return;
    this.#listeners.set(appId, ofApp + 1);
    left.addEventListener('abort', () => this.#dismiss(appId), { once: true });
  }

  #dismiss(appId: string): void {
    const others = (this.#listeners.get(appId) ?? 1) - 1;
    if (others === 0) this.#listeners.delete(appId);
    else this.#listeners.set(appId, others);
  }

  #read(appId: string, query: LiveQuery, after: string): Promise<Page> {
    return this.events.read(appId, { ...query, after, limit: LIVE.page });
  }

  async *#follow(
    appId: string,
    query: LiveQuery,
    { after, first, signal }: { after: string; first: Page; signal: AbortSignal },
  ): AsyncGenerator<LiveItem, void, undefined> {
    yield { cursor: after };
    let toldAtMs = performance.now();
    for (let page: Page | undefined = first; page !== undefined && !signal.aborted;) {
      yield* page.data;
      if (page.data.length > 0) toldAtMs = performance.now();
      const cursor: string = page.next;
      for (let hasNews = page.data.length === LIVE.page; !hasNews && !signal.aborted;) {
        const silentMs = Math.max(0, toldAtMs + LIVE.pulseMs - performance.now());
        hasNews = await this.watch.news({ appId, after: cursor }, silentMs, signal);
        if (performance.now() < toldAtMs + LIVE.pulseMs) continue;
        yield { cursor };
        toldAtMs = performance.now();
      }
      page = signal.aborted ? undefined : await this.#readOn(appId, query, cursor);
    }
  }

  /** Undefined when the store does not answer: the stream then ends, and its listener comes back to be told. */
  async #readOn(appId: string, query: LiveQuery, cursor: string): Promise<Page | undefined> {
    try {
      return await this.#read(appId, query, cursor);
    } catch (error) {
      this.#logger.warn(`An event stream ends because the feed cannot be read: ${errorName(error)}`);
      return undefined;
    }
  }
}
