import { isStoreOutage } from '#herald/store';
import { RareLog } from '../rare.log.js';

/** How a regular task is run. */
export interface RegularTaskOptions {
  /** From the end of a run to the next. */
  pauseMs: number;
  /** As in other loggers. */
  context: string;
  /** What a run that rejects has failed at, for the log: `Canceling failed`. */
  failure: string;
}

/**
 * Runs something again and again, with a pause after each run, until it is stopped. A run that fails is told in the log, now
 * and then if it goes on, and followed by the next; outages of the store are told once, where they are found.
 */
export class RegularTask {
  readonly #failures: RareLog;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(
    private readonly run: () => Promise<unknown>,
    private readonly options: RegularTaskOptions,
  ) {
    this.#failures = new RareLog(options.context);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Resolves when the run that is under way has ended; none follows. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#underWay = this.run()
        .catch((error: unknown) => this.#tell(error))
        .finally(() => {
          if (!this.#isStopped) this.#schedule(this.options.pauseMs);
        });
    }, delayMs);
  }

  #tell(error: unknown): void {
    if (this.#isStopped || isStoreOutage(error)) return;
    this.#failures.error(error, `${this.options.failure}; it is tried again`);
  }
}
