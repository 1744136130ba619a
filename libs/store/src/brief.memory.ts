/** What is read once for many calls is read anew after this: as long as a change made in another process may go unnoticed. */
export const REMEMBERED_FOR_MS = 100;

const MOST_REMEMBERED = 10_000;

interface Remembered<Value> {
  value: Value;
  readAtMs: number;
}

/**
 * Values that were read from the database a moment ago. What this process changes itself is forgotten at once, also what
 * was being read at the same time; what another one changes is noticed within `REMEMBERED_FOR_MS`.
 */
export class BriefMemory<Value> {
  readonly #remembered = new Map<string, Remembered<Value>>();
  #forgottenAtMs = Number.NEGATIVE_INFINITY;

  /** The value of this key, unless it is too old or not known. */
  get(key: string): Value | undefined {
    const found = this.#remembered.get(key);
    return found !== undefined && performance.now() - found.readAtMs < REMEMBERED_FOR_MS ? found.value : undefined;
  }

  /** @param readAtMs when reading began, on the monotonic clock: what was changed after that may not be in it */
  remember(key: string, value: Value, readAtMs: number): void {
    if (readAtMs <= this.#forgottenAtMs) return;
    const [oldest] = this.#remembered.size >= MOST_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.delete(key);
    this.#remembered.set(key, { value, readAtMs });
  }

  /** To be called when something was changed, after the commit. */
  forgetAll(): void {
    this.#forgottenAtMs = performance.now();
    this.#remembered.clear();
  }
}
