import { setTimeout as delay } from 'node:timers/promises';
import type { ActivityMonitor } from './activity.monitor.js';
import type { CallbackSender, Webhook } from './callback.sender.js';

/** How status callbacks are disturbed; the defaults disturb nothing. */
export interface CallbackSettings {
  /** Waited before each callback, in milliseconds. */
  readonly delayMs: number;
  /** How many times more each callback is sent. */
  readonly duplicate: number;
  /** Anything but `normal` holds a message's callbacks back until its last one is there. */
  readonly order: 'normal' | 'reversed' | 'shuffled';
  /** Of the shuffle: equal seeds give equal orders. */
  readonly seed: number;
  /** Keeps callbacks back until it is lifted. */
  readonly paused: boolean;
  /** Sends every callback of a message, and has it answered, before the create call is answered. */
  readonly beforeResponse: boolean;
}

const DEFAULT_CALLBACK_SETTINGS: CallbackSettings = {
  delayMs: 0,
  duplicate: 0,
  order: 'normal',
  seed: 1,
  paused: false,
  beforeResponse: false,
};

const CALLBACKS_AT_ONCE = 256;

/** Sends the callbacks of each message one after the other, as disturbed as the settings ask for. */
export class CallbackDispatcher {
  #settings = DEFAULT_CALLBACK_SETTINGS;
  #random = seededRandom(DEFAULT_CALLBACK_SETTINGS.seed);
  #resume: (() => void)[] = [];
  #free = CALLBACKS_AT_ONCE;
  #queued: (() => void)[] = [];
  readonly #held = new Map<string, Webhook[]>();
  readonly #chains = new Map<string, Promise<void>>();

  constructor(
    private readonly sender: CallbackSender,
    private readonly activity: ActivityMonitor,
  ) {}

  get settings(): CallbackSettings {
    return this.#settings;
  }

  configure(settings: CallbackSettings): void {
    this.#settings = settings;
    this.#random = seededRandom(settings.seed);
    if (settings.order === 'normal') for (const messageSid of this.#held.keys()) this.#flush(messageSid);
    if (settings.paused) return;
    const resume = this.#resume;
    this.#resume = [];
    for (const go of resume) go();
  }

  /** @param last no further callback of this message is planned */
  dispatch(messageSid: string, webhook: Webhook, last: boolean): void {
    const copies = Array.from({ length: 1 + this.#settings.duplicate }, () => webhook);
    copies.forEach(() => this.activity.begin());
    this.#held.set(messageSid, [...(this.#held.get(messageSid) ?? []), ...copies]);
    if (this.#settings.order === 'normal' || last) this.#flush(messageSid);
  }

  /** Resolves when every callback of the message that was dispatched so far has been sent. */
  async drained(messageSid: string): Promise<void> {
    await this.#chains.get(messageSid);
  }

  #flush(messageSid: string): void {
    const webhooks = this.#ordered(this.#held.get(messageSid) ?? []);
    this.#held.delete(messageSid);
    const former = this.#chains.get(messageSid) ?? Promise.resolve();
    const chain = former
      .then(() => this.#sendAll(webhooks))
      .finally(() => this.#chains.get(messageSid) === chain && this.#chains.delete(messageSid));
    this.#chains.set(messageSid, chain);
  }

  async #sendAll(webhooks: readonly Webhook[]): Promise<void> {
    for (const webhook of webhooks) {
      await this.#permission();
      try {
        await this.sender.send(webhook);
      } finally {
        this.#release();
        this.activity.end();
      }
    }
  }

  /** Waits for the pause to end, then the delay, then for one of the places under way. */
  async #permission(): Promise<void> {
    while (this.#settings.paused) await new Promise<void>((resolve) => this.#resume.push(resolve));
    if (this.#settings.delayMs > 0) await delay(this.#settings.delayMs, undefined, { ref: false });
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queued.push(resolve));
  }

  #release(): void {
    const next = this.#queued.shift();
    if (next) next();
    else this.#free += 1;
  }

  #ordered(webhooks: readonly Webhook[]): readonly Webhook[] {
    if (this.#settings.order === 'reversed') return webhooks.toReversed();
    if (this.#settings.order === 'normal') return webhooks;
    return webhooks
      .map((webhook) => ({ webhook, rank: this.#random() }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ webhook }) => webhook);
  }
}

/** Numbers from 0 up to 1, the same for the same seed (a linear congruential generator). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
