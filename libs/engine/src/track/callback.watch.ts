import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CallbackMarks, type CallbackNews, isStoreOutage } from '#herald/store';
import { errorName } from '../engine.errors.js';
import { CALLBACK_WATCH } from '../engine.limits.js';
import { RegularTask } from '../reconcile/regular.task.js';

/** Notes when vendors call and what is refused. It is kept now and then, so that a callback costs nothing more. */
@Injectable()
export class CallbackWatch implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('CallbackWatch');
  readonly #task = new RegularTask(() => this.#keep(), {
    pauseMs: CALLBACK_WATCH.keepEveryMs,
    context: CallbackWatch.name,
    failure: 'The times of callbacks could not be kept',
  });
  #news = new Map<string, CallbackNews>();

  constructor(private readonly marks: CallbackMarks) {}

  onApplicationBootstrap(): void {
    this.#task.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#task.stop();
    await this.#keep();
  }

  /** @param apiKey of an app that there is */
  received(apiKey: string, provider: string): void {
    this.#newsOf(apiKey, provider).receivedAt = new Date();
  }

  /** @param apiKey of an app that there is */
  refused(apiKey: string, provider: string): void {
    const news = this.#newsOf(apiKey, provider);
    news.refused += 1;
    news.refusedAt = new Date();
  }

  #newsOf(apiKey: string, provider: string): CallbackNews {
    const key = `${apiKey} ${provider}`;
    const news = this.#news.get(key) ?? { apiKey, provider, receivedAt: null, refused: 0, refusedAt: null };
    this.#news.set(key, news);
    return news;
  }

  /** What cannot be kept now is let go: it tells people how things are, and the next callback says it again. */
  async #keep(): Promise<void> {
    if (this.#news.size === 0) return;
    const news = [...this.#news.values()];
    this.#news = new Map();
    try {
      await this.marks.add(news);
    } catch (error) {
      if (isStoreOutage(error)) return;
      this.#logger.warn(`The times of callbacks could not be kept: ${errorName(error)}`);
    }
  }
}
