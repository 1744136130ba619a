import type { SendOutcome } from '#herald/channel-provider';
import type { ClaimedDelivery } from '#herald/store';
import { statusRank } from './delivery.status.js';
import type { Stage } from './schema.types.js';

/** A delivery as the rules say that it is. */
export interface ModelDelivery {
  id: string;
  /** Its place among the addresses, and among the integrations. */
  address: 0 | 1;
  integration: 0 | 1;
  stage: Stage;
  status: number;
  fence: number;
  deaths: number;
  isDue: boolean;
  isLeaseOver: boolean;
  /** Fences under which an attempt was begun, with what is known of its end. */
  attempts: Map<number, SendOutcome['kind'] | null>;
}

/** What an outcome does to a delivery. */
export const OUTCOMES = {
  accepted: { stage: 'settled', event: 'sent' },
  rejected: { stage: 'settled', event: 'discarded' },
  retry: { stage: 'waiting', event: null },
  unknown: { stage: 'unknown', event: null },
} as const;

export const MAX_DEATHS = 3;

/**
 * What may become of deliveries between waiting and settled, written down a second time, plainly: one at a time, without
 * a clock and without SQL. The store is held against it.
 */
export class ClaimModel {
  readonly deliveries = new Map<string, ModelDelivery>();
  /** Every claim that was ever handed out. */
  readonly claims: ClaimedDelivery[] = [];
  /** Every attempt that was ever begun. */
  readonly begun: ClaimedDelivery[] = [];
  readonly held = new Set<0 | 1>();

  accept(id: string, address: 0 | 1, integration: 0 | 1): void {
    this.deliveries.set(id, {
      id,
      address,
      integration,
      stage: 'waiting',
      status: 0,
      fence: 0,
      deaths: 0,
      isDue: true,
      isLeaseOver: false,
      attempts: new Map(),
    });
  }

  get all(): ModelDelivery[] {
    return [...this.deliveries.values()];
  }

  of(id: string): ModelDelivery {
    const delivery = this.deliveries.get(id);
    if (delivery === undefined) throw new Error(`There is no delivery ${id}`);
    return delivery;
  }

  /** What a claim may take now. */
  claimable(): ModelDelivery[] {
    const unknown = this.all.filter(({ stage }) => stage === 'unknown');
    const isPairFree = (delivery: ModelDelivery) =>
      !unknown.some(({ address, integration }) => address === delivery.address && integration === delivery.integration);
    return this.all.filter(
      (delivery) =>
        delivery.stage === 'waiting' && delivery.isDue && !this.held.has(delivery.integration) && isPairFree(delivery),
    );
  }

  claim(claim: ClaimedDelivery): void {
    const delivery = this.of(claim.id);
    Object.assign(delivery, { stage: 'claimed', fence: claim.fence, isLeaseOver: false });
    this.claims.push(claim);
  }

  /** True when the attempt is begun. Under a hold it is not, and the delivery waits again. */
  begin({ id, fence }: ClaimedDelivery): boolean {
    const delivery = this.of(id);
    const isLive = delivery.stage === 'claimed' && delivery.fence === fence && !delivery.isLeaseOver;
    if (!isLive || delivery.attempts.has(fence)) return false;
    if (this.held.has(delivery.integration)) {
      delivery.stage = 'waiting';
      return false;
    }
    delivery.attempts.set(fence, null);
    this.begun.push({ id, fence });
    return true;
  }

  finish({ id, fence }: ClaimedDelivery, outcome: keyof typeof OUTCOMES, isDueAtOnce: boolean): void {
    const delivery = this.of(id);
    delivery.attempts.set(fence, outcome);
    if (delivery.fence !== fence && outcome !== 'accepted') return;
    const { stage, event } = OUTCOMES[outcome];
    if (delivery.stage !== 'settled') delivery.stage = stage;
    delivery.isDue = isDueAtOnce;
    if (event !== null) delivery.status = Math.max(delivery.status, statusRank(event));
  }

  /** Takes back claims whose lease is over; gives their ids by what became of them. */
  sweep(): Record<'waiting' | 'unknown' | 'poisoned', string[]> {
    const counts: Record<'waiting' | 'unknown' | 'poisoned', string[]> = { waiting: [], unknown: [], poisoned: [] };
    for (const delivery of this.all.filter(({ stage, isLeaseOver }) => stage === 'claimed' && isLeaseOver)) {
      delivery.isDue = true;
      if (delivery.attempts.get(delivery.fence) !== null) {
        delivery.stage = 'waiting';
        counts.waiting.push(delivery.id);
        continue;
      }
      delivery.attempts.set(delivery.fence, 'unknown');
      delivery.deaths += 1;
      const isPoison = delivery.deaths >= MAX_DEATHS;
      delivery.stage = isPoison ? 'settled' : 'unknown';
      if (isPoison) delivery.status = Math.max(delivery.status, statusRank('discarded'));
      counts[isPoison ? 'poisoned' : 'unknown'].push(delivery.id);
    }
    return counts;
  }

  /** True when an unknown outcome that was read under this fence is given up and it is sent again. */
  resend({ id, fence }: ClaimedDelivery): boolean {
    const delivery = this.of(id);
    if (delivery.stage !== 'unknown' || delivery.fence !== fence) return false;
    Object.assign(delivery, { stage: 'waiting', isDue: true });
    return true;
  }

  /** A callback proves that the vendor took it. */
  report(id: string): void {
    const delivery = this.of(id);
    Object.assign(delivery, { stage: 'settled', status: Math.max(delivery.status, statusRank('delivered')) });
  }
}
