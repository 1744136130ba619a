import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type BegunAttempt, SenderRepository } from '#herald/store';
import { PacingMetrics } from '../pacing.metrics.js';

/** Keeps paced senders to their slots: the last step before a message leaves. */
@Injectable()
export class SendSlots {
  constructor(
    private readonly senders: SenderRepository,
    private readonly metrics: PacingMetrics,
  ) {}

  /**
   * Waits for the attempt's slot; when that passed by, because the process was busy, for another one.
   *
   * @param latestMs on the monotonic clock: later than this is no use
   * @returns true within a slot, or when the sender is not paced; false when there is none in time
   */
  async wait({ slot: given, senderId }: Pick<BegunAttempt, 'slot' | 'senderId'>, latestMs: number): Promise<boolean> {
    const beganAtMs = performance.now();
    for (let slot = given; slot !== null; slot = await this.senders.takeSlot(senderId)) {
      if (slot.fromMs > latestMs) return false;
      while (performance.now() < slot.fromMs) await setTimeout(Math.ceil(slot.fromMs - performance.now()));
      const nowMs = performance.now();
      if (nowMs <= slot.untilMs) {
        this.metrics.slotKept(nowMs - beganAtMs);
        return true;
      }
      this.metrics.slotMissed();
    }
    return true;
  }
}
