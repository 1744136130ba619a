import type { ClaimedDelivery, FinishedAttempt, Store } from '#herald/store';
import { AttemptLog } from './attempt.log.js';

const BOUNDS = { atMost: 3, maxClaimed: 1_000, leaseMs: 60_000 };
const POISON = { code: 'poison', explanation: 'e', nextStep: 'n' } as const;

/** How a claim ends. */
export const FATES = ['accepted', 'rejected', 'retry', 'unknown', 'dies before', 'dies under way'] as const;

const ENDS: Record<string, Pick<FinishedAttempt, 'outcome' | 'stage' | 'event'>> = {
  accepted: { outcome: 'accepted', stage: 'settled', event: 'sent' },
  rejected: { outcome: 'rejected', stage: 'settled', event: 'discarded' },
  retry: { outcome: 'retry', stage: 'waiting', event: null },
  unknown: { outcome: 'unknown', stage: 'unknown', event: null },
};

/** Workers and a sweeper at the same deliveries at the same time, which keep count of who holds what. */
export class ClaimedByMany {
  /** What must not happen, in words. */
  readonly faults: string[] = [];
  readonly settled = new Set<string>();
  /** Fences under which attempts were begun, in order. */
  readonly begun = new Map<string, number[]>();
  /** What somebody has claimed and neither ended nor died over. */
  readonly #live = new Map<string, number>();
  readonly #lastFence = new Map<string, number>();
  readonly #fates: (typeof FATES)[number][];

  /** @param fates of the claims, in the order in which they are made; later ones are accepted */
  constructor(
    private readonly store: Store,
    private readonly count: number,
    fates: readonly (typeof FATES)[number][],
  ) {
    this.#fates = [...fates];
  }

  /** Works until everything is settled. */
  async work(workers: number): Promise<void> {
    await Promise.all([this.#sweep(), ...Array.from({ length: workers }, () => this.#takeTurns())]);
  }

  async #takeTurns(): Promise<void> {
    const attempts = new AttemptLog(this.store.postgres);
    while (this.#isGoingOn) {
      const { deliveries } = await this.store.claims.claimDue(BOUNDS);
      for (const claim of deliveries) this.#noteClaim(claim);
      await Promise.all(deliveries.map((claim) => this.#handle(attempts, claim)));
    }
  }

  async #sweep(): Promise<void> {
    while (this.#isGoingOn) {
      await this.store.claims.reclaimExpired({ firstLookMs: 0, maxDeaths: 1_000, poison: POISON });
      const unknown = await this.store.unknown.takeDue(100, 0);
      for (const delivery of unknown) await this.store.unknown.resend(delivery, 0, 0);
    }
  }

  get #isGoingOn(): boolean {
    return this.settled.size < this.count && this.faults.length === 0;
  }

  #noteClaim({ id, fence }: ClaimedDelivery): void {
    const other = this.#live.get(id);
    if (other !== undefined) this.faults.push(`claimed under ${fence} while ${other} held it`);
    const last = this.#lastFence.get(id) ?? 0;
    if (fence !== last + 1) this.faults.push(`fence ${fence} after ${last}`);
    if (this.settled.has(id)) this.faults.push(`claimed under ${fence} although it is settled`);
    this.#live.set(id, fence);
    this.#lastFence.set(id, fence);
  }

  async #handle(attempts: AttemptLog, claim: ClaimedDelivery): Promise<void> {
    const fate = this.#fates.shift() ?? 'accepted';
    if (fate !== 'dies before') {
      const tries = await Promise.all([attempts.begin(claim, 0), this.store.attempts.begin(claim, 0)]);
      const begun = tries.filter((attempt) => attempt !== undefined).length;
      if (begun !== 1) this.faults.push(`begun ${begun} times under ${claim.fence}`);
      this.begun.set(claim.id, [...(this.begun.get(claim.id) ?? []), claim.fence]);
    }
    const end = ENDS[fate];
    this.#live.delete(claim.id);
    if (end === undefined) return this.#die(claim);
    if (end.stage === 'settled') this.settled.add(claim.id);
    await attempts.finish({
      ...end,
      deliveryId: claim.id,
      fence: claim.fence,
      detail: {},
      dueInMs: 0,
      providerMessageId: null,
      reason: end.event === 'discarded' ? POISON : null,
    });
  }

  async #die({ id, fence }: ClaimedDelivery): Promise<void> {
    await this.store.postgres.pool.query(
      `update deliveries set lease_until = now() - interval '1 ms' where id = $1 and fence = $2`,
      [id, fence],
    );
  }
}
