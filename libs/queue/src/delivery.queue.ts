import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { inTime } from './answer.deadline.js';
import { DELIVERY_QUEUE, type DeliveryJob, type DeliveryRef, JOB_NAME } from './delivery.job.js';
import { QueueWatch } from './queue.watch.js';

/** On PostgreSQL, adding in bulk sets up temporary tables: for fewer jobs that costs more than adding each. */
const BULK_PAYS_FROM = 8;

/** Jobs could not be added. */
export class QueueUnavailableError extends Error {
  constructor(cause: unknown) {
    super('The queue takes no jobs', { cause });
    this.name = 'QueueUnavailableError';
  }
}

/** Hands claimed deliveries to whichever worker is free. */
@Injectable()
export class DeliveryQueue {
  constructor(
    @InjectQueue(DELIVERY_QUEUE) private readonly queue: Queue<DeliveryJob>,
    private readonly watch: QueueWatch,
  ) {}

  /**
   * Adds one job for each chunk. A job that is lost costs time only: its claims run out and are made anew.
   *
   * @throws QueueUnavailableError when it cannot be done, or not in a few seconds; some of the jobs may be there all the same
   */
  async add(chunks: readonly DeliveryRef[][]): Promise<void> {
    const jobs = chunks.map((deliveries) => ({ name: JOB_NAME, data: { deliveries } }));
    try {
      await inTime(
        jobs.length > BULK_PAYS_FROM
          ? this.queue.addBulk(jobs)
          : Promise.all(jobs.map(({ name, data }) => this.queue.add(name, data))),
      );
    } catch (cause) {
      this.watch.suspect();
      throw new QueueUnavailableError(cause);
    }
  }
}
