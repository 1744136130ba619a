import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that can be had again: the same seed and name give the same numbers in the same order. */
export class FaultRandom {
  readonly #generator;

  /** @param name of what uses it, so that one scenario's choices do not depend on which others run */
  constructor(seed: number, name: string) {
    const mixed = createHash('sha256').update(`${seed} ${name}`).digest().readInt32BE();
    this.#generator = xoroshiro128plus(mixed);
  }

  /** A whole number, both ends included. */
  integer(from: number, to: number): number {
    return uniformInt(this.#generator, from, to);
  }

  /** True in so many of a hundred cases. */
  isIn(percent: number): boolean {
    return this.integer(1, 100) <= percent;
  }
}
