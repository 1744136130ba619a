import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type StatusSignal, discardReason } from '#herald/channel-provider';
import { DueSignal, type LookResult, UnknownDeliveries, type UnknownDelivery } from '#herald/store';
import { retryDelayMs } from '../deliver/retry.schedule.js';
import { errorName } from '../engine.errors.js';
import { ReconcileLimits } from '../engine.limits.js';
import { EngineMetrics } from '../engine.metrics.js';
import { keptSignal } from '../track/kept.signal.js';
import { lookWindow, rivalWindow } from './look.window.js';
import { ShutdownSignal } from '../shutdown.signal.js';
import { RegularTask } from './regular.task.js';
import { judge } from './unknown.verdict.js';
import { VendorLook } from './vendor.look.js';

/**
 * Settles unknown outcomes that no callback settles: asks the vendor, adopts the one message that can only be the
 * delivery's, or sends again what the vendor does not have. Any number of processes may do so at the same time.
 */
@Injectable()
export class UnknownResolver implements OnApplicationBootstrap {
  readonly #logger = new Logger('UnknownResolver');
  readonly #task: RegularTask;

  constructor(
    private readonly unknown: UnknownDeliveries,
    private readonly look: VendorLook,
    private readonly dueSignal: DueSignal,
    private readonly limits: ReconcileLimits,
    private readonly metrics: EngineMetrics,
    private readonly shutdown: ShutdownSignal,
  ) {
    this.#task = new RegularTask(() => this.resolveDue(), {
      pauseMs: limits.resolveEveryMs,
      context: UnknownResolver.name,
      failure: 'Looking into unknown outcomes failed',
    });
  }

  onApplicationBootstrap(): void {
    this.shutdown.onRaised(() => this.#task.stop());
    this.#task.start();
  }

  /** One round: looks into what is due; what fails does not keep the rest from being looked into. */
  async resolveDue(): Promise<void> {
    const due = await this.unknown.takeDue(this.limits.looksAtOnce, this.limits.lookLeaseMs);
    const results = await Promise.allSettled(due.map((delivery) => this.#resolve(delivery)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #resolve(delivery: UnknownDelivery): Promise<void> {
    let found: StatusSignal[];
    let contest: Contest;
    try {
      found = await this.look.sightingsOf(delivery, lookWindow(delivery, this.limits));
      contest = found.length === 0 ? NO_CONTEST : await this.#contestOver(delivery, found.map(idOf));
    } catch (error) {
      if (this.#task.isStopped) return this.unknown.postpone(delivery, null, 0);
      this.#logger.warn(
        `${delivery.provider} cannot be asked about delivery ${delivery.deliveryId}: ${errorName(error)}`,
      );
      return this.#lookLater(delivery, 'failed');
    }
    const verdict = judge({ found: found.map(idOf), ...contest, emptyLooks: delivery.looks }, this.limits.emptyLooks);
    if (verdict.kind === 'wait') return this.unknown.postpone(delivery, null, this.limits.rivalMs);
    if (verdict.kind === 'empty') return this.unknown.postpone(delivery, 'empty', this.limits.lookAfterMs);
    if (verdict.kind === 'resend') return this.#sendAgain(delivery);
    if (verdict.kind === 'ambiguous') return this.#raiseAlarm(delivery, verdict.candidates);
    const signal = found.find((candidate) => idOf(candidate) === verdict.providerMessageId);
    const isAdopted = signal !== undefined && (await this.unknown.adopt(delivery, keptSignal(signal)));
    if (isAdopted) this.metrics.unknownSettled('list');
  }

  /** Whose the messages may be instead. Each rival is looked for in the same way: what both find is contested. */
  async #contestOver(delivery: UnknownDelivery, foundIds: readonly string[]): Promise<Contest> {
    const window = rivalWindow(delivery, this.limits);
    const { claimedIds, isRivalUnderWay, rivals } = await this.unknown.contestOver(delivery, foundIds, window);
    const isOpen = foundIds.some((id) => !claimedIds.includes(id));
    if (!isOpen || isRivalUnderWay) return { claimedIds, isRivalUnderWay, contestedIds: [] };
    const sightings = await Promise.all(
      rivals.map((rival) => this.look.sightingsOf(rival, lookWindow(rival, this.limits))),
    );
    return { claimedIds, isRivalUnderWay, contestedIds: sightings.flat().map(idOf) };
  }

  async #sendAgain(delivery: UnknownDelivery): Promise<void> {
    const ageMs = Date.now() - delivery.wantedAt.getTime();
    const delayMs = retryDelayMs({ number: delivery.number, ageMs });
    if (delayMs === undefined) {
      const explanation = 'No attempt was answered, and the vendor has no message that came of one.';
      const isDiscarded = await this.unknown.giveUp(delivery, discardReason('attempts_exhausted', { explanation }));
      if (isDiscarded) this.metrics.unknownSettled('give_up');
      return;
    }
    const spreadMs = delivery.deaths > 0 ? Math.random() * this.limits.suspectSpreadMs : 0;
    if (!(await this.unknown.resend(delivery, delayMs + spreadMs, this.limits.suspectsApartMs))) return;
    this.metrics.unknownSettled('resend');
    this.dueSignal.raise();
  }

  async #raiseAlarm(delivery: UnknownDelivery, candidates: number): Promise<void> {
    if (delivery.lastLook !== 'ambiguous') {
      this.#logger.error(
        `Delivery ${delivery.deliveryId} stays unknown: ${delivery.provider} has ${candidates} unclaimed messages that may be its own or another's; only a callback can tell`,
      );
    }
    await this.#lookLater(delivery, 'ambiguous');
  }

  /** The longer it has been unknown, the longer until the next look. */
  #lookLater(delivery: UnknownDelivery, result: LookResult): Promise<void> {
    const ageMs = Date.now() - delivery.finishedAt.getTime();
    const { lookAfterMs, rarestLookMs } = this.limits;
    return this.unknown.postpone(delivery, result, Math.min(rarestLookMs, Math.max(lookAfterMs, ageMs)));
  }
}

interface Contest {
  claimedIds: readonly string[];
  contestedIds: readonly string[];
  isRivalUnderWay: boolean;
}

const NO_CONTEST: Contest = { claimedIds: [], contestedIds: [], isRivalUnderWay: false };

function idOf(signal: StatusSignal): string {
  return signal.providerMessageId;
}
