import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type BegunAttempt, SenderRepository } from '#herald/store';
import { PACING } from '../engine.limits.js';
import { PacingMetrics } from '../pacing.metrics.js';

/** Keeps paced senders to their slots: the last step before a message leaves. */
@Injectable()
export class SendSlots {
  constructor(
    private readonly senders: SenderRepository,
    private readonly metrics: PacingMetrics,
  ) {}

  /**
   * Waits for the attempt's slot; when that passed by, because the process was busy, for another one. A process that is late
   * again and again, so that no slot would ever do, sends in the end however late it is: to be a little late each time is to
   * keep the pace all the same.
   *
   * @param latestMs on the monotonic clock: later than this is no use
   * @returns true within a slot, or when the sender is not paced; false when there is none in time
   */
  async wait({ slot: given, senderId }: Pick<BegunAttempt, 'slot' | 'senderId'>, latestMs: number): Promise<boolean> {
    const beganAtMs = performance.now();
    for (let slot = given, missed = 0; slot !== null; slot = await this.senders.takeSlot(senderId)) {
      if (slot.fromMs > latestMs) return false;
      while (performance.now() < slot.fromMs) await setTimeout(Math.ceil(slot.fromMs - performance.now()));
      const nowMs = performance.now();
      if (nowMs <= slot.untilMs || missed === PACING.missedSlots) {
        this.metrics.slotKept(nowMs - beganAtMs);
        return true;
      }
      missed += 1;
      this.metrics.slotMissed();
    }
    return true;
  }
}
