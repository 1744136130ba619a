import { EventEmitter } from 'node:events';
import { InjectQueue } from '@nestjs/bullmq';
import { Settings } from '#herald/config';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { inTime } from './answer.deadline.js';
import { DELIVERY_QUEUE, type DeliveryJob, JOB_NAME } from './delivery.job.js';

const LOOK_AGAIN_MS = 1_000;

/** The queue takes or gives no jobs. */
export interface QueueOutage {
  /** For people; free of secrets. */
  reason: string;
  /** On the monotonic clock. */
  sinceMs: number;
}

/**
 * Knows whether the queue is to be had. Whoever meets a failure says so; then, and again each second while it fails, a job
 * without deliveries is added: that takes all that handing over takes, so that a Redis which is full, or a replica, or
 * still loading, counts as away as well as one that does not answer.
 */
@Injectable()
export class QueueWatch implements OnModuleInit, OnModuleDestroy {
  readonly #changes = new EventEmitter();
  #outage: QueueOutage | undefined;
  #failures = 0;
  #look: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(
    @InjectQueue(DELIVERY_QUEUE) private readonly queue: Queue<DeliveryJob>,
    private readonly settings: Settings,
  ) {
    queue.on('error', () => this.suspect());
  }

  /** The outage of this moment, if there is one. */
  get outage(): QueueOutage | undefined {
    return this.#outage;
  }

  /** Failures that were met, since the start. */
  get failures(): number {
    return this.#failures;
  }

  /** Calls back when an outage begins, and with the one that is over when it ends. */
  onChange(callback: (begun: QueueOutage | undefined, over: QueueOutage | undefined) => void): void {
    this.#changes.on('change', callback);
  }

  /** Somebody met a failure of the queue. */
  suspect(): void {
    if (this.#isStopped) return;
    this.#failures += 1;
    if (this.#outage === undefined) void this.look();
  }

  /** Tries now, together with everybody who does at the same time; afterwards `outage` is up to date. Never rejects. */
  look(): Promise<void> {
    this.#look ??= this.#try().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  /**
   * On PostgreSQL, BullMQ makes its tables at the start, and never tries that again.
   *
   * @throws when that fails: the process has to be started again
   */
  async onModuleInit(): Promise<void> {
    if (this.settings.redisUrl === undefined) await this.queue.waitUntilReady();
  }

  onModuleDestroy(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #try(): Promise<void> {
    try {
      await inTime(this.queue.add(JOB_NAME, { deliveries: [] }));
      this.#end();
    } catch (error) {
      this.#begin(error instanceof Error ? error.message : String(error));
    }
  }

  #begin(reason: string): void {
    const isNews = this.#outage === undefined;
    this.#outage = { reason, sinceMs: this.#outage?.sinceMs ?? performance.now() };
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.look(), LOOK_AGAIN_MS);
    if (isNews) this.#changes.emit('change', this.#outage, undefined);
  }

  #end(): void {
    const over = this.#outage;
    this.#outage = undefined;
    if (over !== undefined && !this.#isStopped) this.#changes.emit('change', undefined, over);
  }
}
