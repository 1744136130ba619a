import { setTimeout } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DeliveryQueue } from '#herald/queue';
import { DeliveryClaims, DueSignal } from '#herald/store';
import { DISPATCH } from '../engine.limits.js';
import { planChunks } from './chunk.plan.js';
import { ClaimWindow } from './claim.window.js';

/** The second step of the flow: claims what is due and hands it to the workers, in chunks. */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Dispatcher');
  #isStopped = false;
  #isWanted = false;
  #isFull = false;
  #wake: (() => void) | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly queue: DeliveryQueue,
    private readonly dueSignal: DueSignal,
    private readonly window: ClaimWindow,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.dueSignal.onDue(() => this.#want());
    this.dueSignal.onRoom(() => {
      if (this.#isFull) this.#want();
    });
    await this.dueSignal.listen();
    this.#loop = this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopped = true;
    this.#want();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isWanted = false;
      const pauseMs = await this.#dispatch();
      if (pauseMs > 0 && !this.#isWanted) await this.#pause(pauseMs);
      else await setTimeout(DISPATCH.gatherMs);
    }
  }

  /** One round; gives how long to wait before the next unless something becomes due. */
  async #dispatch(): Promise<number> {
    try {
      const { claimAtOnce: atMost, leaseMs } = DISPATCH;
      const maxClaimed = this.window.size;
      const { deliveries, lookAgainMs, isFull } = await this.claims.claimDue({ atMost, maxClaimed, leaseMs });
      this.window.claimed(isFull, performance.now());
      this.#isFull = isFull;
      if (deliveries.length > 0) {
        await this.queue.add(planChunks(deliveries.map(({ id, fence }) => [id, fence] as const)));
      }
      return Math.min(lookAgainMs ?? DISPATCH.lookEveryMs, DISPATCH.lookEveryMs);
    } catch (error) {
      if (!this.#isStopped)
        this.#logger.error(error instanceof Error ? error : String(error), 'Dispatching failed; it is tried again');
      return DISPATCH.pauseAfterFailureMs;
    }
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

function ignoreAbort(error: unknown): void {
  // By name: an error of Node.js itself is no instance of Error in another context (node:vm), where specs run.
  if ((Object(error) as { name?: unknown }).name !== 'AbortError') throw error;
}
