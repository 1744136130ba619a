import { wait } from './abortable.wait.js';
import type { DeliveryEvent } from './event.types.js';
import { UnexpectedResponseError } from './herald.error.js';
import type { HeraldError } from './herald.error.js';
import type { Page } from './page.types.js';
import { backoffMs, mayRepeat } from './retry.policy.js';

/** An event, and where to go on once it is dealt with. */
export interface FeedItem {
  event: DeliveryEvent;
  /**
   * Keep it after dealing with the event and give it as `after` to go on from here: no event is missed, and at most one
   * page of them comes twice, with the same ids. `null` means the beginning of the feed.
   */
  cursor: string | null;
}

/** How a feed is read. */
export interface FeedOptions {
  /** Where to begin; at the oldest event unless given. */
  after?: string;
  /** Time between two looks while there is nothing new. */
  pollMs: number;
  /** Ends the feed. */
  signal?: AbortSignal;
  /** Hears of each failure that the feed gets over by itself. */
  onInterruption?: (failure: HeraldError) => void;
}

type ReadPage = (after: string | undefined) => Promise<Page<DeliveryEvent>>;

const LONGEST_PAUSE_MS = 60_000;

/**
 * Events as they come, oldest first, until the signal is aborted: the feed then ends without an error. It outlasts an
 * unreachable or overloaded Herald, and fails on what does not go away (refused credentials, a refused filter).
 *
 * @param readPage gives the page after a cursor, from the beginning for `undefined`; it heeds the same signal
 */
export async function* followEvents(
  readPage: ReadPage,
  options: FeedOptions,
): AsyncGenerator<FeedItem, void, undefined> {
  const { pollMs, signal } = options;
  let cursor = options.after;
  for (;;) {
    const page = await unlessAborted(readPatiently(readPage, cursor, options), signal);
    if (page === undefined) return;
    const next = page.next ?? cursor;
    if (page.data.length === 0) {
      await unlessAborted(wait(pollMs, signal), signal);
    } else if (next === cursor) {
      throw new UnexpectedResponseError('GET /v3/events answered 200 with events and no cursor past them', 200);
    }
    for (const [index, event] of page.data.entries()) {
      if (signal?.aborted) return;
      const isLast = index === page.data.length - 1;
      yield { event, cursor: (isLast ? next : cursor) ?? null };
    }
    cursor = next;
  }
}

async function readPatiently(
  readPage: ReadPage,
  cursor: string | undefined,
  { pollMs, signal, onInterruption }: FeedOptions,
): Promise<Page<DeliveryEvent>> {
  for (let failures = 1; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      return await readPage(cursor);
    } catch (failure) {
      signal?.throwIfAborted();
      if (!mayRepeat(failure, 'idempotent')) throw failure;
      onInterruption?.(failure);
      await wait(Math.min(LONGEST_PAUSE_MS, pollMs + backoffMs(failure, failures, pollMs)), signal);
    }
  }
}

/** What the step gives, `undefined` when the signal ended it. */
async function unlessAborted<Result>(
  step: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result | undefined> {
  try {
    return await step;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
