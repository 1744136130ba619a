import { shapeOf } from './answer.shape.js';
import { spanFault } from './client.options.js';
import type { CallOptions } from './client.options.js';
import { followEvents } from './event.feed.js';
import type { FeedItem, FeedOptions } from './event.feed.js';
import { liveEvents } from './event.stream.js';
import type { LiveOptions } from './event.stream.js';
import type { DeliveryEvent, EventFilter } from './event.types.js';
import type { Page } from './page.types.js';
import type { RequestTransport } from './request.transport.js';

const isPage = shapeOf<Page<DeliveryEvent>>({ data: 'array' });

/** Which page of the feed. */
export interface EventQuery extends EventFilter {
  /** `next` of the page before; the oldest events unless given. */
  after?: string;
  /** Most events in a page; Herald's own default unless given. */
  limit?: number;
}

/** Which events to follow, and how. */
export interface FollowOptions extends EventQuery, Omit<FeedOptions, 'pollMs'> {
  /** Time between two looks while there is nothing new. 1 000 unless given. */
  pollMs?: number;
}

/** Which events to hear of as they happen, and how. */
export interface ListenOptions extends EventFilter, LiveOptions {
  /** Time before a connection that ended is made anew; grows while that fails. 1 000 unless given. */
  pauseMs?: number;
}

/** Events: what happened to deliveries. */
export class EventsApi {
  readonly #transport: RequestTransport;

  constructor(transport: RequestTransport) {
    this.#transport = transport;
  }

  /** One page of the feed, oldest first. Its `next` is where later events will be found, also after the last page. */
  async list(query: EventQuery = {}, options?: CallOptions): Promise<Page<DeliveryEvent>> {
    const { after, limit, type, channel, provider, notificationId } = query;
    return this.#transport.call(
      {
        method: 'GET',
        route: '/v3/events',
        query: { after, limit, type, channel, provider, notificationId },
        repetition: 'idempotent',
      },
      isPage,
      options,
    );
  }

  /**
   * Events as they come, for `for await`, until the signal is aborted or the loop is left. See `FeedItem` for how to
   * miss none across restarts.
   *
   * @throws TypeError for a `pollMs` that no timer can keep; the loop throws ProblemError for what does not go away by itself
   */
  follow(options: FollowOptions = {}): AsyncGenerator<FeedItem, void, undefined> {
    const { pollMs = 1_000, signal, after: _, ...query } = options;
    const fault = spanFault('pollMs', pollMs, 1);
    if (fault) throw new TypeError(fault);
    return followEvents(
      (after) => this.list({ ...query, ...(after !== undefined && { after }) }, signal && { signal }),
      { ...options, pollMs },
    );
  }

  /**
   * Events as they happen, from now on or behind a cursor, for `for await`, until the signal is aborted or the loop is left.
   * Lost connections are made anew, and no event is missed or comes twice meanwhile. Keep the `cursor` of the last one to go
   * on from there in another run.
   *
   * @throws TypeError for a `pauseMs` that no timer can keep; the loop throws ProblemError for what does not go away by itself
   */
  live(options: ListenOptions = {}): AsyncGenerator<FeedItem, void, undefined> {
    const { pauseMs = 1_000, type, channel, provider, notificationId, ...rest } = options;
    const fault = spanFault('pauseMs', pauseMs, 1);
    if (fault) throw new TypeError(fault);
    const open = (after: string | undefined, signal: AbortSignal) =>
      this.#transport.stream(
        {
          method: 'GET',
          route: '/v3/events/stream',
          query: { after, type, channel, provider, notificationId },
          repetition: 'idempotent',
        },
        signal,
      );
    return liveEvents(open, rest, pauseMs);
  }
}
