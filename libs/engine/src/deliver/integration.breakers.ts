import { Injectable, Logger } from '@nestjs/common';
import { BreakerRepository, DueSignal, isStoreOutage } from '#herald/store';
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import { BREAKER } from '../engine.limits.js';
import type { AttemptEnd } from './outcome.settlement.js';
import { type VendorVerdict, vendorVerdict } from './vendor.verdict.js';

/** What is sent through a breaker. */
export interface GuardedSend {
  integrationId: string;
  /** True when it tries an integration whose breaker is not closed. */
  isProbe: boolean;
  /** True when the request brought settings of its own: how it ends says nothing about the integration. */
  isOverridden: boolean;
}

/** The end of an attempt that a breaker kept from asking. */
export const HELD: AttemptEnd = {
  kind: 'withheld',
  explanation: 'It was not sent: the vendor failed again and again, and this waits until a try succeeds.',
  retryAfterMs: BREAKER.localMs,
};

/**
 * Circuit breakers, one for each integration. Each process counts failures in a row and stops by itself; the breaker in the
 * store, which it then opens, stops everybody, outlives the process, and decides when a delivery tries again.
 */
@Injectable()
export class IntegrationBreakers {
  readonly #logger = new Logger('IntegrationBreakers');
  readonly #local = new Map<string, CircuitBreakerPolicy>();
  /** Integrations whose breaker opened here and is not open in the store yet. */
  readonly #untold = new Set<string>();

  constructor(
    private readonly breakers: BreakerRepository,
    private readonly dueSignal: DueSignal,
  ) {}

  /**
   * Sends, unless this process has just seen the integration's vendor fail again and again.
   *
   * @param send gives an outcome and never throws
   */
  async execute(
    { integrationId, isProbe, isOverridden }: GuardedSend,
    send: () => Promise<AttemptEnd>,
  ): Promise<AttemptEnd> {
    if (isOverridden) return send();
    try {
      const outcome = isProbe ? await send() : await this.#policyOf(integrationId).execute(send);
      await this.#tell(integrationId, isProbe, vendorVerdict(outcome));
      return outcome;
    } catch (error) {
      if (error instanceof BrokenCircuitError) return HELD;
      throw error;
    }
  }

  /** Whether this process has stopped sending for the integration while the attempt was waiting. */
  isOpen(integrationId: string): boolean {
    return this.#local.get(integrationId)?.state === CircuitState.Open;
  }

  async #tell(integrationId: string, isProbe: boolean, verdict: VendorVerdict): Promise<void> {
    const isNews = this.#untold.delete(integrationId) || isProbe;
    if (!isNews || verdict.kind === 'none') return;
    try {
      if (verdict.kind === 'failed') {
        await this.breakers.open(integrationId, verdict.cause);
        this.#logger.warn(`Integration ${integrationId} is held back: ${verdict.cause}`);
      } else if (isProbe) {
        // Failures are counted anew: after one half-open try the next failure alone would stop this process again.
        this.#local.delete(integrationId);
        await this.breakers.close(integrationId);
        this.#logger.log(`Integration ${integrationId} goes on: its vendor takes messages again`);
        this.dueSignal.announce();
      }
    } catch (error) {
      // The outcome must still be written. A breaker stays as it is until the next failure here, or the next try.
      if (!isStoreOutage(error))
        this.#logger.error(error instanceof Error ? error : String(error), 'A breaker could not be kept');
    }
  }

  #policyOf(integrationId: string): CircuitBreakerPolicy {
    const policy = this.#local.get(integrationId) ?? this.#newPolicy(integrationId);
    this.#local.delete(integrationId);
    this.#local.set(integrationId, policy);
    const [leastRecent] = this.#local.keys();
    if (this.#local.size > BREAKER.integrations && leastRecent !== undefined) this.#local.delete(leastRecent);
    return policy;
  }

  #newPolicy(integrationId: string): CircuitBreakerPolicy {
    const policy = circuitBreaker(
      handleWhenResult((outcome) => vendorVerdict(outcome as AttemptEnd).kind === 'failed'),
      { breaker: new ConsecutiveBreaker(BREAKER.failures), halfOpenAfter: BREAKER.localMs },
    );
    policy.onBreak(() => this.#untold.add(integrationId));
    return policy;
  }
}
