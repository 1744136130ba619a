import { setTimeout as delay } from 'node:timers/promises';
import {
  type ChannelProvider,
  type ConnectionReport,
  type DiscardCode,
  type PaceInput,
  type SendContext,
  type SendOutcome,
  type SenderPace,
  discardReason,
} from '#herald/channel-provider';
import { fakeWebhook } from './fake.callback.js';
import { type FakeConfig, fakeManifest } from './fake.manifest.js';
import { type FakeRequest, fakeAddress, fakeOverrideFaults, fakeRequest } from './fake.request.js';

/** A provider without a vendor: every attempt ends as its configuration says, after as long as that says. */
export class FakeProvider implements ChannelProvider<FakeConfig, FakeRequest> {
  readonly manifest = fakeManifest;
  readonly overrideFaults = fakeOverrideFaults;
  readonly address = fakeAddress;
  readonly build = fakeRequest;
  readonly webhook = fakeWebhook;

  pace({ config }: PaceInput<FakeConfig>): SenderPace {
    const { FAKE_ACCOUNT: account, FAKE_SENDS_PER_SECOND: sends } = config;
    return { sender: `fake:${account}`, ...(sends === undefined ? {} : { rate: { sends, perMs: 1_000 } }) };
  }

  /** Accepted messages get the id `fake-<delivery id>-<attempt>`. */
  async send(_request: FakeRequest, context: SendContext<FakeConfig>): Promise<SendOutcome> {
    const { FAKE_LATENCY_MS: latencyMs = 0, FAKE_OUTCOME: outcome = 'accepted' } = context.config;
    if (latencyMs > 0) await delay(Math.min(latencyMs, context.timeoutMs));
    if (latencyMs > context.timeoutMs) {
      return { kind: 'unknown', cause: 'timeout', explanation: 'No answer came within the timeout, as configured.' };
    }
    return (OUTCOMES[outcome] ?? accepted)(context);
  }

  async check(config: FakeConfig): Promise<ConnectionReport> {
    const { FAKE_ACCOUNT: accountName, FAKE_OUTCOME: outcome = 'accepted' } = config;
    if (outcome === 'accepted') return { usable: true, accountName, findings: [] };
    const message = `Every attempt will end "${outcome}"; set FAKE_OUTCOME to accepted to change that.`;
    return { usable: true, accountName, findings: [{ severity: 'warning', field: 'FAKE_OUTCOME', message }] };
  }
}

const accepted = ({ deliveryId, attempt }: SendContext<FakeConfig>): SendOutcome => ({
  kind: 'accepted',
  providerMessageId: `fake-${deliveryId}-${attempt}`,
  providerStatus: 'queued',
});

const OUTCOMES: Record<string, (context: SendContext<FakeConfig>) => SendOutcome> = {
  accepted,
  retry: ({ config: { FAKE_RETRY_AFTER_MS: retryAfterMs } }) => ({
    kind: 'retry',
    cause: 'busy',
    explanation: 'The fake vendor is busy, as configured.',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }),
  rejected: ({ config: { FAKE_REASON: code = 'request_invalid' } }) => ({
    kind: 'rejected',
    // The manifest's pattern admits standard reasons only.
    reason: discardReason(code as DiscardCode, { providerCode: 'fake' }),
  }),
  unknown: () => ({
    kind: 'unknown',
    cause: 'server_error',
    explanation: 'The fake vendor does not say what became of the message, as configured.',
  }),
};
