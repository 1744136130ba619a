import type { FaultNode } from './fault.node.js';
import type { FaultContext } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { type Strike, type StrikeOrder, strikeIn, strikeVariables } from './strike.order.js';

const DIES_WITHIN_MS = 45_000;
const LARGEST_BURST = 12;

/** One node that lives and dies, over and over, while messages are sent. */
export class MortalLives {
  readonly strikes: Strike[] = [];
  readonly #sending: Promise<unknown>[] = [];

  constructor(
    private readonly context: FaultContext,
    private readonly stand: FaultStand,
    private readonly node: FaultNode,
  ) {}

  /**
   * A life with a load of one message, or of some at once; it dies over one of them.
   *
   * @returns whether it died there within the time given
   */
  async underLoad(channel: string): Promise<boolean> {
    const { random } = this.context;
    const burst = random.isIn(50) ? 1 : random.integer(2, LARGEST_BURST);
    const passing = random.integer(1, burst);
    const life = this.#live({ channel, passing, sinceMs: Date.now() }, DIES_WITHIN_MS);
    const sending = this.stand.load.send(burst, { concurrency: burst });
    // Awaited by `sent`; until then a failure must not count as unhandled.
    sending.catch(() => undefined);
    this.#sending.push(sending);
    return life;
  }

  /** A life without a load of its own, which dies at the channel's next passing, or not. */
  idle(channel: string, withinMs: number): Promise<boolean> {
    return this.#live({ channel }, withinMs);
  }

  /** Waits until everything that was to be sent is acknowledged. */
  async sent(): Promise<void> {
    await Promise.all(this.#sending);
  }

  async #live(order: StrikeOrder, withinMs: number): Promise<boolean> {
    this.node.launch(strikeVariables(order));
    const isDead = await this.node.untilDead(withinMs);
    if (!isDead) await this.node.kill();
    this.stand.strike();
    const strike = strikeIn(this.node.child.output);
    if (strike !== undefined) this.strikes.push(strike);
    else this.context.log(`did not come to ${order.channel}: ${this.node.child.output.slice(-500)}`);
    return strike !== undefined;
  }
}
