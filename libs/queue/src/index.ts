export { DELIVERY_QUEUE, type DeliveryJob, DeliveryQueue, type DeliveryRef } from './delivery.queue.js';
export { type QueueAddress, QueueModule } from './queue.module.js';
