/** What was recorded, and its place in the order of recording, counted from 1. */
export interface Recorded<T> {
  readonly sequence: number;
  readonly value: T;
}

/** An append-only list that forgets its oldest entries beyond a capacity. */
export class RingStore<T> {
  readonly #entries: T[] = [];
  #total = 0;

  constructor(private readonly capacity: number) {}

  /** How many were ever recorded. */
  get total(): number {
    return this.#total;
  }

  /** The sequence of the oldest entry that is still kept; one past the end when nothing is kept. */
  get firstKept(): number {
    return this.#total - this.#entries.length + 1;
  }

  /** @returns the entry's sequence */
  append(value: T): number {
    if (this.#entries.length < this.capacity) this.#entries.push(value);
    else this.#entries[this.#total % this.capacity] = value;
    this.#total += 1;
    return this.#total;
  }

  /** The entries that follow `sequence`, oldest first. */
  after(sequence: number, limit: number): Recorded<T>[] {
    const recorded: Recorded<T>[] = [];
    let next = Math.max(sequence + 1, this.firstKept);
    for (; next <= this.#total && recorded.length < limit; next += 1) {
      const value = this.#entries[(next - 1) % this.capacity];
      if (value !== undefined) recorded.push({ sequence: next, value });
    }
    return recorded;
  }
}
