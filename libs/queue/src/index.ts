export { DELIVERY_QUEUE, type DeliveryJob, type DeliveryRef } from './delivery.job.js';
export { DeliveryQueue, QueueUnavailableError } from './delivery.queue.js';
export { type QueueAddress, QueueModule } from './queue.module.js';
export { type QueueOutage, QueueWatch } from './queue.watch.js';
