import { setTimeout } from 'node:timers/promises';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '#herald/config';
import { DELIVERY_QUEUE, type DeliveryJob, QueueWatch } from '#herald/queue';
import { DueSignal, isStoreOutage } from '#herald/store';
import type { Job } from 'bullmq';
import { ATTEMPT, OUTAGE } from '../engine.limits.js';
import { RareLog } from '../rare.log.js';
import { ShutdownSignal } from '../shutdown.signal.js';
import { DeliveryAttempt } from './delivery.attempt.js';

/** Takes jobs from the queue. A job that runs twice does no harm: each claim is attempted once, whoever comes first. */
@Processor(DELIVERY_QUEUE, {
  concurrency: ATTEMPT.concurrentJobs,
  // The attempts' rows say what was begun; BullMQ's own count of stalls must not throw a job away.
  maxStalledCount: 1_000_000,
  lockDuration: 60_000,
  runRetryDelay: OUTAGE.takeJobsAgainMs,
})
export class DeliveryProcessor extends WorkerHost implements OnApplicationBootstrap {
  readonly #failures = new RareLog('DeliveryProcessor');
  readonly #underWay = new Set<Promise<void>>();
  #isPausing = false;

  constructor(
    private readonly attempt: DeliveryAttempt,
    private readonly dueSignal: DueSignal,
    private readonly settings: Settings,
    private readonly queueWatch: QueueWatch,
    private readonly shutdown: ShutdownSignal,
  ) {
    super();
  }

  /** On PostgreSQL, a worker whose start fails never tries again. @throws then: the process has to be started again */
  async onApplicationBootstrap(): Promise<void> {
    this.shutdown.onRaised(() => this.#stop());
    if (this.settings.redisUrl === undefined) await this.worker.waitUntilReady();
  }

  async process(job: Job<DeliveryJob>): Promise<void> {
    const work = this.#attemptAll(job.data);
    this.#underWay.add(work);
    await work;
    this.#underWay.delete(work);
  }

  /** Never rejects. */
  async #attemptAll({ deliveries }: DeliveryJob): Promise<void> {
    const results = await Promise.allSettled(deliveries.map(([id, fence]) => this.attempt.make({ id, fence })));
    this.dueSignal.raiseRoom();
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      const text = isStoreOutage(result.reason)
        ? 'The outcome of an attempt could not be written in time; it is left to reconciliation'
        : 'An attempt broke off';
      this.#failures.error(result.reason, text);
    }
  }

  /** Takes no more jobs, and waits for those under way: for the attempts, not for the queue, which may be away. */
  async #stop(): Promise<void> {
    void this.worker.close();
    await Promise.all(this.#underWay);
  }

  /**
   * BullMQ asks again without a pause where Redis answers with an error (out of memory, a read-only replica), so jobs are
   * taken again only when the queue has been found well.
   */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.queueWatch.suspect();
    if (!this.#isPausing && !this.shutdown.isRaised) void this.#pause(error);
  }

  async #pause(met: Error): Promise<void> {
    this.#isPausing = true;
    await this.worker.pause(true);
    await Promise.all([this.queueWatch.look(), setTimeout(OUTAGE.takeJobsAgainMs)]);
    // An outage is told of by itself; this is something else.
    if (this.queueWatch.outage === undefined) this.#failures.error(met, 'The queue failed; jobs are taken again');
    while (this.queueWatch.outage !== undefined && !this.shutdown.isRaised) await setTimeout(OUTAGE.takeJobsAgainMs);
    this.#isPausing = false;
    if (!this.shutdown.isRaised) await this.worker.resume();
  }
}
