import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';

/** Name of the one queue. */
export const DELIVERY_QUEUE = 'deliveries';

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
    await this.queue.addBulk(chunks.map((deliveries) => ({ name: 'attempt', data: { deliveries } })));
  }
}
