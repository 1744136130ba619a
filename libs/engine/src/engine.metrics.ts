import { Injectable } from '@nestjs/common';
import { DeliveryClaims, UnknownDeliveries } from '#herald/store';
import { Counter, Gauge, type Registry, register } from 'prom-client';
import { BacklogGate } from './notify/backlog.gate.js';
import { fillFromStore } from './store.gauges.js';

/** What the engine counts. Labels hold no personal data. */
@Injectable()
export class EngineMetrics {
  readonly #accepted: Counter;
  readonly #deliveries: Counter;
  readonly #attempts: Counter<'provider' | 'outcome' | 'cause'>;
  readonly #callbacks: Counter<'provider' | 'result'>;
  readonly #reclaimed: Counter<'to'>;
  readonly #unknownSettled: Counter<'by'>;
  readonly #standstillLookups: Counter<'provider' | 'result'>;

  constructor(claims: DeliveryClaims, unknown: UnknownDeliveries, gate: BacklogGate) {
    const registers: Registry[] = [register];
    this.#accepted = new Counter({
      name: 'herald_notifications_accepted_total',
      help: 'Notifications accepted; answers repeated for an Idempotency-Key are not counted',
      registers,
    });
    this.#deliveries = new Counter({
      name: 'herald_deliveries_planned_total',
      help: 'Deliveries that accepted notifications led to',
      registers,
    });
    this.#attempts = new Counter({
      name: 'herald_attempts_total',
      help: 'Attempts by provider, outcome and cause',
      labelNames: ['provider', 'outcome', 'cause'],
      registers,
    });
    this.#callbacks = new Counter({
      name: 'herald_callbacks_total',
      help: 'Callbacks of vendors by provider and result',
      labelNames: ['provider', 'result'],
      registers,
    });
    this.#reclaimed = new Counter({
      name: 'herald_claims_expired_total',
      help: 'Claims whose lease ran out, by what became of the delivery',
      labelNames: ['to'],
      registers,
    });
    this.#unknownSettled = new Counter({
      name: 'herald_unknown_settled_total',
      help: 'Unknown outcomes that were settled, by what settled them',
      labelNames: ['by'],
      registers,
    });
    this.#standstillLookups = new Counter({
      name: 'herald_standstill_lookups_total',
      help: 'Questions to vendors about messages whose status stood still, by what came of them',
      labelNames: ['provider', 'result'],
      registers,
    });
    registerBacklog(claims, gate, registers);
    registerUnknown(unknown, registers);
  }

  notificationAccepted(deliveries: number): void {
    this.#accepted.inc();
    this.#deliveries.inc(deliveries);
  }

  attemptFinished(provider: string, outcome: string, cause = ''): void {
    this.#attempts.inc({ provider, outcome, cause });
  }

  callbackHandled(provider: string, result: 'stored' | 'refused' | 'unreadable'): void {
    this.#callbacks.inc({ provider, result });
  }

  claimsExpired(counts: { waiting: number; unknown: number; poisoned: readonly string[] }): void {
    this.#reclaimed.inc({ to: 'waiting' }, counts.waiting);
    this.#reclaimed.inc({ to: 'unknown' }, counts.unknown);
    this.#reclaimed.inc({ to: 'poison' }, counts.poisoned.length);
  }

  unknownSettled(by: 'callback' | 'list' | 'resend' | 'give_up'): void {
    this.#unknownSettled.inc({ by });
  }

  standstillAsked(provider: string, result: 'advanced' | 'unchanged' | 'failed'): void {
    this.#standstillLookups.inc({ provider, result });
  }
}

function registerBacklog(claims: DeliveryClaims, gate: BacklogGate, registers: Registry[]): void {
  const age = new Gauge({
    name: 'herald_backlog_oldest_due_seconds',
    help: 'For how long the longest waiting due delivery has waited',
    registers,
  });
  const lanes = new Gauge({
    name: 'herald_backlog_lanes',
    help: 'Lanes (app, tenant, integration, sender) in which something is due',
    registers,
  });
  const backlog: Gauge<'stage'> = new Gauge({
    name: 'herald_backlog_deliveries',
    help: 'Deliveries that are not settled, by stage',
    labelNames: ['stage'],
    registers,
    collect: () =>
      fillFromStore([backlog, lanes, age], async () => {
        const [counts, due] = await Promise.all([claims.backlog(), gate.depth()]);
        backlog.set({ stage: 'due' }, due);
        lanes.set(counts.lanes);
        backlog.set({ stage: 'claimed' }, counts.claimed);
        backlog.set({ stage: 'unknown' }, counts.unknown);
        age.set(counts.oldestDueMs / 1000);
      }),
  });
}

function registerUnknown(unknown: UnknownDeliveries, registers: Registry[]): void {
  const age = new Gauge({
    name: 'herald_unknown_oldest_seconds',
    help: 'For how long the oldest unknown outcome has been unknown',
    registers,
  });
  const alarms: Gauge = new Gauge({
    name: 'herald_unknown_alarms',
    help: 'Unknown outcomes that only a callback can settle: more than one message at the vendor could be theirs',
    registers,
    collect: () =>
      fillFromStore([alarms, age], async () => {
        const { ambiguous, oldestMs } = await unknown.count();
        alarms.set(ambiguous);
        age.set(oldestMs / 1000);
      }),
  });
}
