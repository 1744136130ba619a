import { Injectable, Logger } from '@nestjs/common';
import {
  type ChannelProvider,
  type ProviderConfig,
  type Retry,
  type SendOutcome,
  discardReason,
} from '#herald/channel-provider';
import {
  type BegunAttempt,
  type ClaimedDelivery,
  IntegrationRepository,
  SenderRepository,
  UnsealError,
  isStoreOutage,
} from '#herald/store';
import { ENGINE_CHANNELS } from '../engine.channels.js';
import { errorName } from '../engine.errors.js';
import { ClaimWindow } from '../dispatch/claim.window.js';
import { ATTEMPT, DISPATCH, ReconcileLimits } from '../engine.limits.js';
import { EngineMetrics } from '../engine.metrics.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import { AttemptWriter } from './attempt.writer.js';
import { DeliveryRequests } from './delivery.request.js';
import { HELD, IntegrationBreakers } from './integration.breakers.js';
import { type AttemptEnd, settle } from './outcome.settlement.js';
import { clampRetryAfterMs } from './retry.schedule.js';
import { SendSlots } from './send.slots.js';
import { isTooFast } from './vendor.verdict.js';

const TOO_LATE: AttemptEnd = {
  kind: 'withheld',
  explanation: 'The worker was too late and did not send.',
  retryAfterMs: 0,
};

/** Nothing leaves after this without the store's knowledge of what was asked for: it waits again. */
const STORE_LOST: AttemptEnd = {
  kind: 'withheld',
  explanation: 'It was not sent: the store could not be reached.',
  retryAfterMs: 0,
};

/** The third step of the flow: one claimed delivery is handed to its provider, once. */
@Injectable()
export class DeliveryAttempt {
  readonly #logger = new Logger('DeliveryAttempt');

  constructor(
    private readonly writer: AttemptWriter,
    private readonly registry: ProviderRegistry,
    private readonly integrations: IntegrationRepository,
    private readonly requests: DeliveryRequests,
    private readonly limits: ReconcileLimits,
    private readonly senders: SenderRepository,
    private readonly slots: SendSlots,
    private readonly breakers: IntegrationBreakers,
    private readonly metrics: EngineMetrics,
    private readonly window: ClaimWindow,
  ) {}

  /**
   * Writes the attempt, makes it, writes its outcome. Does nothing when the claim no longer counts.
   *
   * @throws when the store fails for longer than outcomes are kept; the claim then runs out and the attempt is looked into
   */
  async make(claim: ClaimedDelivery): Promise<void> {
    const trace = { deliveryId: claim.id };
    ENGINE_CHANNELS.attemptDue.publish(trace);
    const begun = await this.writer.begin(claim);
    if (begun === undefined) return;
    ENGINE_CHANNELS.attemptBegun.publish(trace);
    const { attempt, leaseEndMs } = begun;
    this.window.begun(DISPATCH.leaseMs - attempt.leaseMs);
    const end = await this.#endOf(attempt, leaseEndMs);
    ENGINE_CHANNELS.attemptAnswered.publish(trace);
    const finished = settle(attempt, end, Date.now(), this.limits.lookAfterMs);
    await Promise.all([this.#slowDown(attempt, end), this.writer.finish(finished)]);
    ENGINE_CHANNELS.attemptFinished.publish(trace);
    this.metrics.attemptFinished(attempt.provider, finished.outcome, finished.detail.cause);
  }

  /** What the vendor finds too fast is too fast for everyone who sends as this sender. */
  async #slowDown({ senderId }: BegunAttempt, end: AttemptEnd): Promise<void> {
    if (!isTooFast(end)) return;
    const askedMs = 'retryAfterMs' in end ? end.retryAfterMs : undefined;
    try {
      await this.senders.hold(senderId, askedMs === undefined ? undefined : clampRetryAfterMs(askedMs));
    } catch (error) {
      // Whoever sends next hears it from the vendor again.
      if (!isStoreOutage(error)) throw error;
    }
  }

  /** @param leaseEndMs on the monotonic clock, counted from before the lease was read */
  async #endOf(attempt: BegunAttempt, leaseEndMs: number): Promise<AttemptEnd> {
    try {
      return await this.#ask(attempt, leaseEndMs);
    } catch (error) {
      // What reads from the store does so before anything is sent.
      if (!isStoreOutage(error)) throw error;
      return STORE_LOST;
    }
  }

  async #ask(attempt: BegunAttempt, leaseEndMs: number): Promise<AttemptEnd> {
    const provider = this.registry.find(attempt.provider);
    const stored = await this.#storedConfig(attempt);
    if (provider === undefined || stored === undefined) {
      return { kind: 'rejected', reason: discardReason('integration_missing') };
    }
    const prepared = 'kind' in stored ? stored : this.#prepare(provider, attempt, stored.config);
    if ('kind' in prepared) return prepared;
    const { request, config } = prepared;
    return this.breakers.execute(
      {
        integrationId: attempt.integrationId,
        isProbe: attempt.isProbe,
        isOverridden: attempt.sealedConfigOverride !== null,
      },
      () => this.#send(provider, request, config, attempt, leaseEndMs - ATTEMPT.timeoutMs),
    );
  }

  /** @param latestMs on the monotonic clock: what has not left by then does not leave */
  async #send(
    provider: ChannelProvider,
    request: unknown,
    config: ProviderConfig,
    attempt: BegunAttempt,
    latestMs: number,
  ): Promise<AttemptEnd> {
    await provider.ready?.();
    if (!(await this.slots.wait(attempt, latestMs)) || performance.now() > latestMs) return TOO_LATE;
    if (!attempt.isProbe && this.breakers.isOpen(attempt.integrationId)) return HELD;
    try {
      return await provider.send(request, {
        config,
        deliveryId: attempt.deliveryId,
        attempt: attempt.number,
        timeoutMs: ATTEMPT.timeoutMs,
      });
    } catch (error) {
      this.#logger.error(`Provider ${attempt.provider} broke its contract: send threw a ${errorName(error)}`);
      return { kind: 'unknown', cause: 'unreadable_answer', explanation: 'The provider failed in an unforeseen way.' };
    }
  }

  /** The integration's configuration; undefined when it is gone or off. What cannot be opened may be with another key. */
  async #storedConfig({
    integrationId,
    integrationVersion,
  }: BegunAttempt): Promise<{ config: ProviderConfig } | Retry | undefined> {
    if (integrationVersion === null) return undefined;
    try {
      const integration = await this.integrations.findVersion(integrationId, integrationVersion);
      return integration?.enabled ? { config: integration.config } : undefined;
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      this.#logger.error(`The secrets of integration ${integrationId} cannot be opened: ${error.message}`);
      return { kind: 'retry', cause: 'local_limit', explanation: `The integration cannot be used: ${error.message}.` };
    }
  }

  /** Configuration and request of the attempt, or the outcome that spares sending. */
  #prepare(
    provider: ChannelProvider,
    attempt: BegunAttempt,
    stored: ProviderConfig,
  ): { config: ProviderConfig; request: unknown } | SendOutcome {
    try {
      const { config, built } = this.requests.build(provider, attempt, stored);
      return built.kind === 'request' ? { config, request: built.request } : { kind: 'rejected', reason: built.reason };
    } catch (error) {
      if (error instanceof UnsealError) {
        const explanation = 'The credentials that came with the request cannot be opened any more.';
        return { kind: 'rejected', reason: discardReason('credentials_invalid', { explanation }) };
      }
      this.#logger.error(`Provider ${attempt.provider} broke its contract: build threw a ${errorName(error)}`);
      return { kind: 'rejected', reason: discardReason('request_invalid') };
    }
  }
}
