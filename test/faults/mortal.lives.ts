import type { CrashPoint } from './crash.points.js';
import { type FaultNode, MOST_STARTS } from './fault.node.js';
import type { FaultContext } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { type Strike, type StrikeOrder, strikeIn, strikeVariables } from './strike.order.js';

const DIES_WITHIN_MS = 240_000;

/** Nodes that live and die, over and over, while messages are sent. */
export class MortalLives {
  readonly strikes: Strike[] = [];

  constructor(
    private readonly context: FaultContext,
    private readonly stand: FaultStand,
  ) {}

  /**
   * A life with a load of one message, or of some at once up to `largestBurst`; it dies over one of them.
   *
   * @returns whether it died there within the time given
   */
  async underLoad(node: FaultNode, { channel, isPassedTogether }: CrashPoint, largestBurst: number): Promise<boolean> {
    const { random } = this.context;
    const burst = random.isIn(50) ? 1 : random.integer(1, largestBurst);
    const passing = isPassedTogether ? 1 : random.integer(1, burst);
    const life = this.#live(node, { channel, passing, sinceMs: Date.now() }, DIES_WITHIN_MS);
    this.stand.load.sendInBackground(burst);
    return life;
  }

  /** A life without a load of its own, which dies at the channel's next passing, or not. */
  idle(node: FaultNode, channel: string, withinMs: number): Promise<boolean> {
    return this.#live(node, { channel }, withinMs);
  }

  async #live(node: FaultNode, order: StrikeOrder, withinMs: number): Promise<boolean> {
    let strike: Strike | undefined;
    for (let starts = 1; starts <= MOST_STARTS; starts += 1) {
      node.launch(strikeVariables(order));
      const isDead = await node.untilDead(withinMs);
      if (!isDead) await node.kill();
      strike = strikeIn(node.child.output);
      if (strike !== undefined || !isDead) break;
      node.failedStarts += 1;
    }
    this.stand.strike(strike?.atMs);
    if (strike !== undefined) this.strikes.push(strike);
    else this.context.log(`did not come to ${order.channel}: ${node.child.output.slice(-500)}`);
    return strike !== undefined;
  }
}
