/** Hands items on after a fixed delay. One timer serves any number of items, because equal delays keep their order. */
export class StepClock<T> {
  #items: { readonly item: T; readonly dueMs: number }[] = [];
  #head = 0;
  /** Present while a turn is awaited or under way. */
  #cancelTurn: (() => void) | undefined;
  #stopped = false;

  /** @param delayMs 0 hands an item on in the next turn of the event loop */
  constructor(
    private readonly delayMs: number,
    private readonly handOn: (item: T) => void,
  ) {}

  add(item: T): void {
    if (this.#stopped) return;
    this.#items.push({ item, dueMs: performance.now() + this.delayMs });
    if (this.#cancelTurn === undefined) this.#arm(this.delayMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTurn?.();
    this.#items = [];
  }

  #arm(delayMs: number): void {
    if (this.delayMs === 0) {
      const turn = setImmediate(() => this.#run());
      this.#cancelTurn = () => clearImmediate(turn);
    } else {
      const turn = setTimeout(() => this.#run(), delayMs);
      this.#cancelTurn = () => clearTimeout(turn);
    }
  }

  #run(): void {
    const nowMs = performance.now();
    // Items added while these are handed on wait for the next turn.
    const end = this.#items.length;
    while (this.#head < end) {
      const next = this.#items[this.#head];
      if (next === undefined || next.dueMs > nowMs) break;
      this.#head += 1;
      this.handOn(next.item);
      if (this.#stopped) return;
    }
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
    this.#cancelTurn = undefined;
    const first = this.#items[0];
    if (first !== undefined) this.#arm(Math.max(first.dueMs - performance.now(), 1));
  }
}
