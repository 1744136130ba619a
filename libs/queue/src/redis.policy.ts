import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { DELIVERY_QUEUE } from './delivery.job.js';

/** The only policy under which Redis keeps what BullMQ needs. https://docs.bullmq.io/guide/going-to-production */
const KEEPS_JOBS = 'noeviction';

/** Says so when the Redis of the queue is set to throw jobs away. It costs time and no message, so the start goes on. */
@Injectable()
export class RedisPolicy implements OnApplicationBootstrap {
  readonly #logger = new Logger('Queue');

  constructor(@InjectQueue(DELIVERY_QUEUE) private readonly queue: Queue) {}

  /** Not waited for: a Redis that is away is no reason not to start. */
  onApplicationBootstrap(): void {
    void this.#check();
  }

  async #check(): Promise<void> {
    try {
      const client = await this.queue.backend.client;
      const policy = evictionPolicy(await client.info());
      if (policy === undefined || policy === KEEPS_JOBS) return;
      this.#logger.warn(
        `Redis may throw jobs away when its memory is full: its maxmemory-policy is ${policy}. Set it to ${KEEPS_JOBS}; until then what is lost is sent when its claim runs out, 30 s later`,
      );
    } catch (error) {
      this.#logger.warn(`The settings of Redis could not be read: ${error instanceof Error ? error.message : 'error'}`);
    }
  }
}

/** The `maxmemory_policy` of an answer to INFO; undefined where a server does not tell. https://redis.io/docs/latest/commands/info/ */
function evictionPolicy(info: string): string | undefined {
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
}
