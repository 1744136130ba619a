import { setTimeout as elapse } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '#herald/config';
import { RetentionRepository } from '#herald/store';
import { RETENTION } from '../engine.limits.js';
import { type RetentionKind, RetentionMetrics } from '../retention.metrics.js';
import { RegularTask } from './regular.task.js';

const DAY_MS = 24 * 60 * 60_000;

/** Deletes what is older than the environment wants it kept, in small steps with rests between them. */
@Injectable()
export class RetentionSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Retention');
  readonly #stopping = new AbortController();
  readonly #task = new RegularTask(() => this.pass(), {
    pauseMs: RETENTION.everyMs,
    context: RetentionSweeper.name,
    failure: 'What is old could not be deleted',
  });

  constructor(
    private readonly retention: RetentionRepository,
    private readonly settings: Settings,
    private readonly metrics: RetentionMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.#task.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    await this.#task.stop();
  }

  /** Goes over everything once. Never rejects: what failed is tried again at the next pass. */
  async pass(): Promise<void> {
    const { retentionDays, callbackRetentionDays, auditRetentionDays } = this.settings;
    const callbacksMs = callbackRetentionDays * DAY_MS;
    await this.#drain('parked_callbacks', () => this.retention.deleteParked(RETENTION.parkedMs));
    await this.#drain('callbacks', () => this.retention.deleteCallbacks(callbacksMs));
    await this.#drain('sealed_settings', () => this.retention.forgetSealedSettings(RETENTION.callbacksComeForMs));
    await this.#drain('audit_entries', () => this.retention.deleteAuditEntries(auditRetentionDays * DAY_MS));
    if (retentionDays === undefined) return;
    const ageMs = retentionDays * DAY_MS;
    await this.#drain('inbound_messages', () => this.retention.deleteInbound(ageMs));
    await this.#deleteNotifications(ageMs);
  }

  /** Repeats a step until it finds less than it could have taken. */
  #drain(kind: RetentionKind, step: () => Promise<number>): Promise<void> {
    return this.#inSteps(kind, async () => {
      const rows = await step();
      this.metrics.deleted(kind, rows);
      return RetentionRepository.isFull(rows);
    });
  }

  #deleteNotifications(ageMs: number): Promise<void> {
    let after: string | undefined;
    return this.#inSteps('notifications', async () => {
      const { notifications, deliveries, next } = await this.retention.deleteNotifications(ageMs, after);
      this.metrics.deleted('notifications', notifications);
      this.metrics.deleted('deliveries', deliveries);
      after = next;
      return next !== undefined;
    });
  }

  /** @param step true when there is more to do */
  async #inSteps(what: RetentionKind, step: () => Promise<boolean>): Promise<void> {
    try {
      for (let isMore = true; isMore && !this.#stopping.signal.aborted;) {
        const startedMs = performance.now();
        isMore = await step();
        if (isMore) await this.#rest((performance.now() - startedMs) * RETENTION.restShare);
      }
    } catch (error) {
      this.#logger.error(error, `Old ${what} could not be deleted; it is tried again`);
    }
  }

  async #rest(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    // Cut short when Herald stops, which is no failure.
    await elapse(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
