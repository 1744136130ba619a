import type { DiscardReason, EventType, SendOutcome } from '#herald/channel-provider';
import { uuidv7 } from 'uuidv7';
import { BEGIN, FINISH, RELEASE } from './attempt.statements.js';
import type { ClaimedDelivery } from './delivery.claim.js';
import type { DeliveryMaterial } from './delivery.material.js';
import { statusRank } from './delivery.status.js';
import { type Postgres, columns } from './postgres.client.js';
import { isRowFault } from './postgres.errors.js';
import type { AttemptDetail, Stage } from './schema.types.js';
import { slotOf, type SendSlot } from './sender.pace.js';
import { Batcher } from './statement.batch.js';

/** An attempt whose row is committed: what is needed to make it. */
export interface BegunAttempt extends DeliveryMaterial {
  fence: number;
  /** From 1. */
  number: number;
  /** What was left of the lease when the row was written. */
  leaseMs: number;
  notificationId: string;
  /** When it was to be sent at first. */
  wantedAt: Date;
  senderId: string;
  /** When it may be sent; null: at any time. */
  slot: SendSlot | null;
  /** True when it tries an integration whose breaker is not closed. */
  isProbe: boolean;
  /** Of the integration when the row was written; null: it was gone or switched off. */
  integrationVersion: number | null;
}

/** How an attempt ended and what that means for its delivery. */
export interface FinishedAttempt {
  deliveryId: string;
  fence: number;
  outcome: SendOutcome['kind'];
  detail: AttemptDetail;
  stage: Stage;
  /** When it is due again, or when the vendor is asked about it; of no meaning once it is settled. */
  dueInMs: number;
  providerMessageId: string | null;
  event: Extract<EventType, 'sent' | 'discarded'> | null;
  reason: DiscardReason | null;
}

interface WorkedClaim extends ClaimedDelivery {
  begunBy: string;
}

interface BegunRow extends Omit<BegunAttempt, 'slot'> {
  slotInMs: number | null;
}

/** Of outcomes: nobody waits for them, and fifty at a time cost a fifth less each than twenty-five. */
const GATHER_MS = 15;

const NOT_BEGUN = {
  cause: 'local_limit',
  explanation: 'It was not sent: the worker stopped, or could not reach its stores, before it began.',
};

/** The write-ahead log of attempts: a row before the first byte leaves, its outcome after. */
export class AttemptLog {
  readonly #begin: Batcher<WorkedClaim & { marginMs: number }, BegunAttempt | undefined>;
  readonly #finish: Batcher<FinishedAttempt, void>;
  readonly #release: Batcher<WorkedClaim, boolean>;

  constructor(private readonly postgres: Postgres) {
    this.#begin = new Batcher((claims) => this.#writeBegun(claims), isRowFault);
    this.#finish = new Batcher((attempts) => this.#writeFinished(attempts), isRowFault, { gatherMs: GATHER_MS });
    this.#release = new Batcher((claims) => this.#writeReleased(claims), isRowFault);
  }

  /**
   * Writes the attempt's row. Undefined when this claim does not count any more: it was taken by another, was made
   * already, or less than `marginMs` of its lease is left; or when its sender or integration is held, where it waits again.
   *
   * @param begunBy a UUID for this work on this claim: asked again with the same one, because the answer was lost, it gives
   * the attempt that was begun
   */
  begin(claim: ClaimedDelivery, marginMs: number, begunBy: string = uuidv7()): Promise<BegunAttempt | undefined> {
    return this.#begin.add({ id: claim.id, fence: claim.fence, marginMs, begunBy });
  }

  /** Writes the outcome, moves the delivery on and records its event, in one commit. */
  finish(attempt: FinishedAttempt): Promise<void> {
    return this.#finish.add(attempt);
  }

  /**
   * Gives a claim back: the delivery waits again, at once. For what was certainly not sent, though it may have been begun.
   *
   * @param begunBy as given to `begin`, if it was called
   * @returns false when the claim does not count any more, or somebody else has begun it
   */
  release(claim: ClaimedDelivery, begunBy: string = uuidv7()): Promise<boolean> {
    return this.#release.add({ ...claim, begunBy });
  }

  async #writeBegun(claims: (WorkedClaim & { marginMs: number })[]): Promise<(BegunAttempt | undefined)[]> {
    const marginMs = Math.max(...claims.map((claim) => claim.marginMs));
    // A job that runs twice may be here twice: the first counts.
    const first = new Map(claims.toReversed().map((claim) => [keyOf(claim), claim]));
    const askedAtMs = performance.now();
    const rows = await this.postgres.rows<BegunRow & Record<string, unknown>>(BEGIN, [
      ...columns(
        [...first.values()],
        (claim) => claim.id,
        (claim) => claim.fence,
      ),
      marginMs,
      [...first.values()].map((claim) => claim.begunBy),
    ]);
    const answeredAtMs = performance.now();
    const begun = new Map(rows.map((row) => [keyOf({ id: row.deliveryId, fence: row.fence }), row]));
    return claims.map((claim) => {
      const row = first.get(keyOf(claim)) === claim ? begun.get(keyOf(claim)) : undefined;
      if (row === undefined) return undefined;
      const { slotInMs } = row;
      return Object.assign(row, { slot: slotInMs === null ? null : slotOf(slotInMs, askedAtMs, answeredAtMs) });
    });
  }

  async #writeFinished(attempts: FinishedAttempt[]): Promise<void[]> {
    await this.postgres.rows(
      FINISH,
      columns(
        attempts,
        (row) => row.deliveryId,
        (row) => row.fence,
        (row) => row.outcome,
        (row) => JSON.stringify(row.detail),
        (row) => row.stage,
        (row) => row.dueInMs,
        (row) => row.providerMessageId,
        (row) => row.event,
        (row) => row.reason && JSON.stringify(row.reason),
        (row) => (row.event === null ? 0 : statusRank(row.event)),
        (row) => row.event && uuidv7(),
      ),
    );
    return attempts.map(() => undefined);
  }

  async #writeReleased(claims: WorkedClaim[]): Promise<boolean[]> {
    const rows = await this.postgres.rows<{ id: string }>(RELEASE, [
      ...columns(
        claims,
        (claim) => claim.id,
        (claim) => claim.fence,
        (claim) => claim.begunBy,
      ),
      JSON.stringify(NOT_BEGUN),
    ]);
    const released = new Set(rows.map(({ id }) => id));
    return claims.map(({ id }) => released.has(id));
  }
}

function keyOf({ id, fence }: ClaimedDelivery): string {
  return `${id} ${fence}`;
}
