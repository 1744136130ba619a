import { setTimeout } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DeliveryQueue, QueueUnavailableError, QueueWatch } from '#herald/queue';
import { AttemptLog, type ClaimedDelivery, DeliveryClaims, DueSignal, Store, isStoreOutage } from '#herald/store';
import { ENGINE_CHANNELS } from '../engine.channels.js';
import { DISPATCH } from '../engine.limits.js';
import { RareLog } from '../rare.log.js';
import { ShutdownSignal } from '../shutdown.signal.js';
import { planChunks } from './chunk.plan.js';
import { ClaimWindow } from './claim.window.js';

/** The second step of the flow: claims what is due and hands it to the workers, in chunks. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap {
  readonly #failures = new RareLog('Dispatcher');
  #isWanted = false;
  #isFull = false;
  /** How long work may gather before the next round. */
  #gatherMs: number = DISPATCH.gatherMs;
  #wake: (() => void) | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly queue: DeliveryQueue,
    private readonly dueSignal: DueSignal,
    private readonly log: AttemptLog,
    private readonly store: Store,
    private readonly queueWatch: QueueWatch,
    private readonly shutdown: ShutdownSignal,
    private readonly window: ClaimWindow,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.store.watch.onChange(() => this.#want());
    this.queueWatch.onChange(() => this.#want());
    this.shutdown.onRaised(() => {
      this.#want();
      return this.#loop;
    });
    this.dueSignal.onDue(() => this.#want());
    this.dueSignal.onRoom(() => {
      if (this.#isFull) this.#want();
    });
    await this.dueSignal.listen();
    this.#loop = this.#run();
  }

  async #run(): Promise<void> {
    while (!this.shutdown.isRaised) {
      this.#isWanted = false;
      const pauseMs = await this.#dispatch();
      if (pauseMs > 0 && !this.#isWanted) await this.#pause(pauseMs);
      else await setTimeout(this.#gatherMs);
    }
  }

  /** One round; gives how long to wait before the next unless something becomes due, or a store is to be had again. */
  async #dispatch(): Promise<number> {
    // What is claimed while nobody can take it waits for the end of its lease.
    if (this.store.watch.outage !== undefined || this.queueWatch.outage !== undefined)
      return DISPATCH.pauseAfterFailureMs;
    try {
      const { claimAtOnce: atMost, leaseMs } = DISPATCH;
      const maxClaimed = this.window.size;
      const { deliveries, lookAgainMs, isFull } = await this.claims.claimDue({ atMost, maxClaimed, leaseMs });
      this.window.claimed(isFull, performance.now());
      this.#isFull = isFull;
      this.#gatherMs = isFull ? DISPATCH.gatherMs : gatherMsAfter(deliveries.length);
      if (deliveries.length > 0) await this.#handOver(deliveries);
      return Math.min(lookAgainMs ?? DISPATCH.lookEveryMs, DISPATCH.lookEveryMs);
    } catch (error) {
      // Outages are told once, where they are found.
      const isOutage = error instanceof QueueUnavailableError || isStoreOutage(error);
      if (!isOutage) this.#failures.error(error, 'Dispatching failed; it is tried again');
      return DISPATCH.pauseAfterFailureMs;
    }
  }

  /** Hands claims to the workers, or back when that is not possible. */
  async #handOver(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    ENGINE_CHANNELS.dispatchClaimed.publish({ deliveryIds: deliveries.map(({ id }) => id) });
    if (this.shutdown.isRaised) return this.#giveBack(deliveries);
    try {
      await this.queue.add(planChunks(deliveries.map(({ id, fence }) => [id, fence] as const)));
    } catch (error) {
      await this.#giveBack(deliveries);
      throw error;
    }
  }

  /** What cannot be given back comes back when its lease runs out. */
  async #giveBack(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    const results = await Promise.allSettled(deliveries.map((delivery) => this.log.release(delivery)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined && !isStoreOutage(failed.reason)) throw failed.reason;
  }

  #want(): void {
    this.#isWanted = true;
    this.#wake?.();
  }

  async #pause(ms: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await setTimeout(ms, undefined, { signal: woken.signal }).catch(ignoreAbort);
    this.#wake = undefined;
  }
}

/** A round that brought some would have brought more a little later, for hardly more; one that brought much need not wait. */
function gatherMsAfter(claimed: number): number {
  return claimed >= DISPATCH.some && claimed < DISPATCH.much ? DISPATCH.gatherMoreMs : DISPATCH.gatherMs;
}

function ignoreAbort(error: unknown): void {
  // By name: an error of Node.js itself is no instance of Error in another context (node:vm), where specs run.
  if ((Object(error) as { name?: unknown }).name !== 'AbortError') throw error;
}
