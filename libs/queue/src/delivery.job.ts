/** Name of the one queue. */
export const DELIVERY_QUEUE = 'deliveries';

/** Name of every job. */
export const JOB_NAME = 'attempt';

/** A delivery and the fence that its claim was given. */
export type DeliveryRef = readonly [deliveryId: string, fence: number];

/** What a job carries: which claimed deliveries to attempt, and nothing about anybody. */
export interface DeliveryJob {
  deliveries: DeliveryRef[];
}
