import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type QueueOptions, createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
import type pg from 'pg';
import { DELIVERY_QUEUE } from './delivery.job.js';
import { DeliveryQueue } from './delivery.queue.js';
import { QueueWatch } from './queue.watch.js';
import { RedisPolicy } from './redis.policy.js';

const POSTGRES_CONNECTIONS = 6;

/** How connections to Redis are made, so that nothing waits for ever. */
const REDIS = {
  connectTimeout: 3_000,
  keepAlive: 10_000,
  /** Without any answer for so long the connection is given up; a worker waits for jobs up to 5 s at a time. */
  socketTimeout: 7_000,
  retryStrategy: (tries: number) => Math.min(1_000, tries * 100),
  /** What is added fails with its connection. Workers wait as long as it takes: BullMQ sees to that. */
  maxRetriesPerRequest: 0,
  /** After a failover the address leads to the new master, while the connection still leads to what is a replica now. */
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} as const;

/** Where the queue lives. */
export interface QueueAddress {
  /** Redis, where there is one. */
  redisUrl: string | undefined;
  /** PostgreSQL of the store, used without Redis: how to connect. */
  postgres: pg.PoolConfig;
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
      providers: [DeliveryQueue, QueueWatch, ...(address.redisUrl === undefined ? [] : [RedisPolicy])],
      exports: [DeliveryQueue, QueueWatch, BullModule],
    };
  }
}

function queueOptions({ redisUrl, postgres }: QueueAddress): QueueOptions {
  const defaultJobOptions = { removeOnComplete: true, removeOnFail: true };
  if (redisUrl !== undefined) {
    return { connection: { url: redisUrl, ...REDIS }, defaultJobOptions, streams: { events: { maxLen: 100 } } };
  }
  const connection = {
    ...postgres,
    schema: 'bullmq',
    migrate: true,
    max: POSTGRES_CONNECTIONS,
  };
  // The options are typed for Redis only; the backend chosen above reads its own.
  return { connection, defaultJobOptions };
}
