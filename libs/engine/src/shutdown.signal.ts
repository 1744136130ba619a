import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Tells every part at once that the process is to end, before anything is closed: nothing new is begun from then on, and
 * what is under way is finished.
 */
@Injectable()
export class ShutdownSignal implements OnModuleDestroy {
  readonly #endings: (() => Promise<void>)[] = [];
  #raisedAtMs: number | undefined;
  #ended: Promise<void> | undefined;

  get isRaised(): boolean {
    return this.#raisedAtMs !== undefined;
  }

  /** Milliseconds since it was raised; 0 before. */
  get ageMs(): number {
    return this.#raisedAtMs === undefined ? 0 : performance.now() - this.#raisedAtMs;
  }

  /** @param end is called once, when it is raised; stops a part and resolves when nothing of it is under way any more */
  onRaised(end: () => Promise<void>): void {
    this.#endings.push(end);
  }

  /** Resolves when nothing is under way any more. */
  raise(): Promise<void> {
    this.#raisedAtMs ??= performance.now();
    this.#ended ??= Promise.all(this.#endings.map((end) => end())).then(() => undefined);
    return this.#ended;
  }

  /** Whoever closes the application without having raised it, raises it thereby. */
  onModuleDestroy(): Promise<void> {
    return this.raise();
  }
}
