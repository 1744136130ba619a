import { Injectable, Logger, type OnModuleDestroy, Optional } from '@nestjs/common';
import { QueueWatch } from '#herald/queue';
import { Store } from '#herald/store';
import { Counter, Gauge, type Registry, register } from 'prom-client';
import { OUTAGE } from './engine.limits.js';

interface Watch {
  readonly outage: { reason: string; sinceMs: number } | undefined;
  readonly failures: number;
  onChange(callback: (begun: { reason: string } | undefined, over: { sinceMs: number } | undefined) => void): void;
}

/** What is told about one of the stores. */
interface Watched {
  name: 'store' | 'queue';
  watch: Watch;
  /** Begins a sentence. */
  title: string;
  /** For whoever reads the log. */
  consequence: string;
}

/** Tells about outages of the stores: in the log when one begins, now and then while it lasts, and when it ends; in metrics always. */
@Injectable()
export class OutageReport implements OnModuleDestroy {
  readonly #logger = new Logger('Stores');
  readonly #watched: Watched[];
  readonly #reminder: NodeJS.Timeout;

  constructor(store: Store, @Optional() queue?: QueueWatch) {
    this.#watched = [
      {
        name: 'store',
        watch: store.watch,
        title: 'PostgreSQL',
        consequence: 'calls and callbacks are answered 503 and nothing is sent meanwhile',
      },
    ];
    if (queue !== undefined) {
      const consequence = 'nothing is sent until it is back';
      this.#watched.push({ name: 'queue', watch: queue, title: 'The queue', consequence });
    }
    for (const watched of this.#watched) this.#tellChangesOf(watched);
    this.#reminder = setInterval(() => this.#remind(), OUTAGE.remindEveryMs).unref();
    registerMetrics(this.#watched, [register]);
  }

  /** What is away now, in a sentence each. */
  get problems(): string[] {
    return this.#watched.flatMap(({ title, watch: { outage } }) =>
      outage === undefined ? [] : [`${title} is away: ${outage.reason}`],
    );
  }

  onModuleDestroy(): void {
    clearInterval(this.#reminder);
  }

  #tellChangesOf({ title, consequence, watch }: Watched): void {
    let failuresBefore = 0;
    watch.onChange((begun, over) => {
      if (begun !== undefined) {
        failuresBefore = watch.failures;
        this.#logger.error(`${title} is away (${begun.reason}): ${consequence}`);
      } else if (over !== undefined) {
        const failures = watch.failures - failuresBefore;
        this.#logger.warn(`${title} is back after ${secondsSince(over.sinceMs)} s and ${failures} failures`);
      }
    });
  }

  #remind(): void {
    for (const { title, watch } of this.#watched) {
      const { outage } = watch;
      if (outage === undefined || performance.now() - outage.sinceMs < OUTAGE.remindEveryMs) continue;
      this.#logger.error(`${title} has been away for ${secondsSince(outage.sinceMs)} s (${outage.reason})`);
    }
  }
}

function secondsSince(atMs: number): string {
  return ((performance.now() - atMs) / 1_000).toFixed(1);
}

function registerMetrics(watched: readonly Watched[], registers: Registry[]): void {
  const up: Gauge<'name'> = new Gauge({
    name: 'herald_dependency_up',
    help: '1 while the store, or the queue, is to be had, 0 while it is away',
    labelNames: ['name'],
    registers,
    collect() {
      for (const { name, watch } of watched) up.set({ name }, watch.outage === undefined ? 1 : 0);
    },
  });
  const failures: Counter<'name'> = new Counter({
    name: 'herald_dependency_failures_total',
    help: 'Failures of the store, or of the queue, that this process met',
    labelNames: ['name'],
    registers,
    collect() {
      failures.reset();
      for (const { name, watch } of watched) failures.inc({ name }, watch.failures);
    },
  });
}
