import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { DELIVERY_QUEUE, type DeliveryJob } from '#herald/queue';
import { DueSignal } from '#herald/store';
import type { Job } from 'bullmq';
import { ATTEMPT } from '../engine.limits.js';
import { DeliveryAttempt } from './delivery.attempt.js';

/** Takes jobs from the queue. A job that runs twice does no harm: each claim is attempted once, whoever comes first. */
@Processor(DELIVERY_QUEUE, {
  concurrency: ATTEMPT.concurrentJobs,
  // The attempts' rows say what was begun; BullMQ's own count of stalls must not throw a job away.
  maxStalledCount: 1_000_000,
  lockDuration: 60_000,
})
export class DeliveryProcessor extends WorkerHost implements OnModuleDestroy {
  readonly #logger = new Logger('DeliveryProcessor');

  constructor(
    private readonly attempt: DeliveryAttempt,
    private readonly dueSignal: DueSignal,
  ) {
    super();
  }

  async process(job: Job<DeliveryJob>): Promise<void> {
    const results = await Promise.allSettled(
      job.data.deliveries.map(([id, fence]) => this.attempt.make({ id, fence })),
    );
    this.dueSignal.raiseRoom();
    const failures = results.filter((result) => result.status === 'rejected');
    for (const { reason } of failures)
      this.#logger.error(reason instanceof Error ? reason : String(reason), 'An attempt broke off');
  }

  /** Takes no more jobs and finishes those under way, while providers and store are still open. */
  async onModuleDestroy(): Promise<void> {
    await this.worker.close();
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.#logger.error(error, 'The queue is not to be had; it is tried again');
  }
}
