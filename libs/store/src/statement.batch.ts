/** How a batcher gathers. */
export interface BatchOptions<Item> {
  /** At most this many items go into one run; default 500. */
  maxItems?: number;
  /** Items weigh as much as rows come of them, and a run takes at most `max`, but always one item; default: no bound. */
  weight?: { of: (item: Item) => number; max: number };
  /** At most this many runs are under way at the same time; default 1. */
  maxRuns?: number;
  /** At most this many items wait for a run; default 10,000. */
  maxWaiting?: number;
  /** After a run of several items, others may join the next one for so long; default: no time. */
  gatherMs?: number;
}

/** More is asked for than can be done: nothing was done, and the same may be asked again in a moment. */
export class OverloadedError extends Error {
  constructor(what: string) {
    super(`${what}; try again in a moment`);
    this.name = 'OverloadedError';
  }
}

const MAX_ITEMS = 500;
const MAX_WAITING = 10_000;

/** A run of so many items was one of many callers: the next ones follow soon, and a statement for all of them costs less. */
const SEVERAL = 8;

interface Entry<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Turns calls that arrive at the same time into one run: a caller goes at once when nothing is under way, and together
 * with all others that came while a run was. A row at a time costs the database about eight times as much.
 */
export class Batcher<Item, Result> {
  readonly #waiting: Entry<Item, Result>[] = [];
  #runsUnderWay = 0;
  #isScheduled = false;
  /** Until when the next run waits for others to join it, on the monotonic clock. */
  #gathersUntilMs = 0;

  /**
   * @param run takes the items and gives one result for each, in their order
   * @param isItemFault true for an error that one bad item causes: the items are then run in halves, so that the others pass
   */
  constructor(
    private readonly run: (items: Item[]) => Promise<Result[]>,
    private readonly isItemFault: (error: unknown) => boolean,
    private readonly options: BatchOptions<Item> = {},
  ) {}

  /** The result for this item, or the error of the run that it was in; OverloadedError when too many wait already. */
  add(item: Item): Promise<Result> {
    if (this.#waiting.length >= (this.options.maxWaiting ?? MAX_WAITING)) {
      return Promise.reject(new OverloadedError('Too many statements wait for the database'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0 || this.#runsUnderWay >= (this.options.maxRuns ?? 1)) return;
    this.#isScheduled = true;
    const start = () => {
      this.#isScheduled = false;
      this.#start();
    };
    const waitMs = this.#gathersUntilMs - performance.now();
    if (waitMs > 0) setTimeout(start, waitMs);
    else setImmediate(start);
  }

  #start(): void {
    const entries = this.#waiting.splice(0, this.#nextCount());
    if (entries.length === 0) return;
    this.#runsUnderWay += 1;
    void this.#settle(entries).finally(() => {
      this.#runsUnderWay -= 1;
      if (entries.length >= SEVERAL) this.#gathersUntilMs = performance.now() + (this.options.gatherMs ?? 0);
      this.#schedule();
    });
    this.#schedule();
  }

  /** How many of those that wait make the next run. */
  #nextCount(): number {
    const { maxItems = MAX_ITEMS, weight } = this.options;
    if (weight === undefined) return maxItems;
    let total = 0;
    const tooMany = this.#waiting.slice(0, maxItems).findIndex(({ item }, index) => {
      total += weight.of(item);
      return index > 0 && total > weight.max;
    });
    return tooMany === -1 ? maxItems : tooMany;
  }

  async #settle(entries: Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(entries.map((entry) => entry.item));
      entries.forEach((entry, index) => entry.resolve(results[index] as Result));
    } catch (error) {
      if (entries.length === 1 || !this.isItemFault(error)) {
        for (const entry of entries) entry.reject(error);
        return;
      }
      const middle = Math.ceil(entries.length / 2);
      await this.#settle(entries.slice(0, middle));
      await this.#settle(entries.slice(middle));
    }
  }
}
