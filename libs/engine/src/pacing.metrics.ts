import { Injectable } from '@nestjs/common';
import { BreakerRepository, SenderRepository } from '#herald/store';
import { Counter, Gauge, Histogram, type Registry, register } from 'prom-client';
import { fillFromStore } from './store.gauges.js';

/** Who waits, and how long. Labels name providers only: senders and integrations are too many. */
@Injectable()
export class PacingMetrics {
  readonly #waits: Histogram;
  readonly #missed: Counter;

  constructor(senders: SenderRepository, breakers: BreakerRepository) {
    const registers: Registry[] = [register];
    this.#waits = new Histogram({
      name: 'herald_pace_wait_seconds',
      help: 'How long a message that was ready waited for its slot',
      buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 3, 10],
      registers,
    });
    this.#missed = new Counter({
      name: 'herald_pace_slots_missed_total',
      help: 'Slots that passed unused because the worker was too late; another one was taken',
      registers,
    });
    registerHeld(senders, registers);
    registerBreakers(breakers, registers);
  }

  slotKept(waitedMs: number): void {
    this.#waits.observe(waitedMs / 1000);
  }

  slotMissed(): void {
    this.#missed.inc();
  }
}

function registerHeld(senders: SenderRepository, registers: Registry[]): void {
  const held: Gauge = new Gauge({
    name: 'herald_senders_held',
    help: 'Senders held back because the vendor asked to slow down',
    registers,
    collect: () => fillFromStore([held], async () => held.set(await senders.countHeld())),
  });
}

function registerBreakers(breakers: BreakerRepository, registers: Registry[]): void {
  const state: Gauge<'provider' | 'state'> = new Gauge({
    name: 'herald_breaker_state',
    help: 'Integrations that are switched on, by provider and the state of their breaker',
    labelNames: ['provider', 'state'],
    registers,
    collect: () =>
      fillFromStore([state], async () => {
        const counts = await breakers.counts();
        state.reset();
        for (const { provider, state: name, count } of counts) state.set({ provider, state: name }, count);
      }),
  });
}
