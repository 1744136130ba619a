import { Logger } from '@nestjs/common';

const ONCE_IN_MS = 30_000;

/** Logs what may happen many times a second: the first time at once, then a line now and then that says how often. */
export class RareLog {
  readonly #logger: Logger;
  #nextAtMs = 0;
  #untold = 0;

  /** @param context as in other loggers */
  constructor(context: string) {
    this.#logger = new Logger(context);
  }

  error(error: unknown, text: string): void {
    if (performance.now() < this.#nextAtMs) {
      this.#untold += 1;
      return;
    }
    const more = this.#untold === 0 ? '' : ` (and ${this.#untold} times since the last such line)`;
    this.#nextAtMs = performance.now() + ONCE_IN_MS;
    this.#untold = 0;
    this.#logger.error(error instanceof Error ? error : new Error(String(error)), text + more);
  }
}
