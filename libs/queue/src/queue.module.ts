import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type QueueOptions, createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
import { DELIVERY_QUEUE, DeliveryQueue } from './delivery.queue.js';

const POSTGRES_CONNECTIONS = 6;

/** Where the queue lives. */
export interface QueueAddress {
  /** Redis, where there is one. */
  redisUrl: string | undefined;
  /** PostgreSQL of the store, used without Redis. */
  connectionString: string;
}

/** The queue, on Redis or on PostgreSQL; nothing else in the code knows which. */
@Global()
@Module({})
export class QueueModule {
  static for(address: QueueAddress): DynamicModule {
    setDefaultBackendFactory(address.redisUrl === undefined ? createPostgresBackend : undefined);
    return {
      module: QueueModule,
      imports: [BullModule.forRoot(queueOptions(address)), BullModule.registerQueue({ name: DELIVERY_QUEUE })],
      providers: [DeliveryQueue],
      exports: [DeliveryQueue, BullModule],
    };
  }
}

function queueOptions({ redisUrl, connectionString }: QueueAddress): QueueOptions {
  const defaultJobOptions = { removeOnComplete: true, removeOnFail: true };
  if (redisUrl !== undefined) {
    return { connection: { url: redisUrl }, defaultJobOptions, streams: { events: { maxLen: 100 } } };
  }
  const connection = { connectionString, schema: 'bullmq', migrate: true, max: POSTGRES_CONNECTIONS };
  // The options are typed for Redis only; the backend chosen above reads its own.
  return { connection, defaultJobOptions };
}
