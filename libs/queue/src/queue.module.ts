import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { type QueueOptions, createPostgresBackend, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import { DELIVERY_QUEUE, DeliveryQueue } from './delivery.queue.js';
import { RedisPolicy } from './redis.policy.js';

const POSTGRES_CONNECTIONS = 6;

/**
 * A connection whose loss is always heard. BullMQ works on connections of its pool to which nobody listens meanwhile; their
 * loss would end the process, while the statement under way fails and is dealt with anyway.
 */
class HeardClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

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
      providers: address.redisUrl === undefined ? [DeliveryQueue] : [DeliveryQueue, RedisPolicy],
      exports: [DeliveryQueue, BullModule],
    };
  }
}

function queueOptions({ redisUrl, connectionString }: QueueAddress): QueueOptions {
  const defaultJobOptions = { removeOnComplete: true, removeOnFail: true };
  if (redisUrl !== undefined) {
    return { connection: { url: redisUrl }, defaultJobOptions, streams: { events: { maxLen: 100 } } };
  }
  const connection = {
    connectionString,
    schema: 'bullmq',
    migrate: true,
    max: POSTGRES_CONNECTIONS,
    Client: HeardClient,
  };
  // The options are typed for Redis only; the backend chosen above reads its own.
  return { connection, defaultJobOptions };
}
