import { Injectable, Logger } from '@nestjs/common';
import { EventRepository, type FeedReader } from '#herald/store';
import { errorName } from '../engine.errors.js';
import { LIVE } from '../engine.limits.js';

interface Waiting extends FeedReader {
  wake: (hasNews: boolean) => void;
}

/**
 * Looks for everyone who waits for events, with one question for all of them, and only while somebody waits: what sends
 * and what takes callbacks has nothing to do with it.
 */
@Injectable()
export class FeedWatch {
  readonly #logger = new Logger('FeedWatch');
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  constructor(private readonly events: EventRepository) {}

  /** Resolves with true once there is something to read on, with false after `withinMs` or when the signal is aborted. */
  news(reader: FeedReader, withinMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = (hasNews: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(waiting);
        resolve(hasNews);
      };
      const onAbort = () => wake(false);
      const waiting: Waiting = { ...reader, wake };
      const timer = setTimeout(onAbort, withinMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => void this.#look(), LIVE.lookEveryMs);
  }

  async #look(): Promise<void> {
    const waiting = [...this.#waiting];
    try {
      const news = await this.events.haveNews(waiting);
      for (const [index, { wake }] of waiting.entries()) if (news[index]) wake(true);
      this.#isFailing = false;
    } catch (error) {
      // Nobody waits any more: Herald stops.
      if (this.#waiting.size === 0) return;
      if (!this.#isFailing) this.#logger.warn(`New events cannot be looked for; it is tried on: ${errorName(error)}`);
      this.#isFailing = true;
    } finally {
      this.#timer = undefined;
      this.#schedule();
    }
  }
}
