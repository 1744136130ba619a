import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

/** Name of the one queue. */
export const DELIVERY_QUEUE = 'deliveries';

const JOB_NAME = 'attempt';

/** On PostgreSQL, adding in bulk sets up temporary tables: for fewer jobs that costs more than adding each. */
const BULK_PAYS_FROM = 8;

/** A delivery and the fence that its claim was given. */
export type DeliveryRef = readonly [deliveryId: string, fence: number];

/** What a job carries: which claimed deliveries to attempt, and nothing about anybody. */
export interface DeliveryJob {
  deliveries: DeliveryRef[];
}

/** Hands claimed deliveries to whichever worker is free. */
@Injectable()
export class DeliveryQueue {
  constructor(@InjectQueue(DELIVERY_QUEUE) private readonly queue: Queue<DeliveryJob>) {}

  /** Adds one job for each chunk. A job that is lost costs time only: its claims run out and are made anew. */
  async add(chunks: readonly DeliveryRef[][]): Promise<void> {
    const jobs = chunks.map((deliveries) => ({ name: JOB_NAME, data: { deliveries } }));
    if (jobs.length > BULK_PAYS_FROM) await this.queue.addBulk(jobs);
    else await Promise.all(jobs.map(({ name, data }) => this.queue.add(name, data)));
  }
}
