import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import { twilioSignature, type WebhookParameters } from './callback.signature.js';
import {
  callbackTarget,
  connectionOverrides,
  type CallbackTarget,
  type ConnectionOverrides,
  type RetryPolicy,
} from './connection.overrides.js';
import { RingStore } from './ring.store.js';

/** A webhook that is to be delivered. */
export interface Webhook {
  /** With its connection override fragment, if any. */
  readonly url: string;
  readonly parameters: WebhookParameters;
  readonly authToken: string;
  /** The same for every try of one webhook. */
  readonly idempotencyToken: string;
}

/** Why a try got no answer: no connection, no answer in time, or a connection that broke. */
type WebhookFailure = 'connect' | 'read-timeout' | 'broken';

/** One try to deliver a webhook, and what came of it. Times in milliseconds. */
export interface WebhookAttempt {
  readonly atMs: number;
  readonly url: string;
  readonly parameters: WebhookParameters;
  readonly idempotencyToken: string;
  /** Counted from 1. */
  readonly attempt: number;
  readonly httpStatus: number | null;
  readonly failure: WebhookFailure | null;
  readonly durationMs: number;
}

type Answer = { httpStatus: number; body: string } | { failure: WebhookFailure };

const CONNECTIONS_PER_RECEIVER = 128;
const KEPT_ATTEMPTS = 10_000;

/** Failures of making a connection; TLS counts to it, as Twilio's `ct` does. */
const CONNECT_FAILURES =
  /^(UND_ERR_CONNECT_TIMEOUT|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|EPROTO)$/;
const READ_TIMEOUT = new Error('The receiver did not answer in time.');

/** Delivers webhooks the way Twilio does: signed, as a form, retried only as the URL's fragment asks for. */
export class CallbackSender {
  readonly attempts = new RingStore<WebhookAttempt>(KEPT_ATTEMPTS);
  /** One per connect timeout, because undici sets it per agent; overrides know few values. */
  readonly #agents = new Map<number, Agent>();
  #stopped = false;

  /** @returns the last answer; undefined when none came */
  async send(webhook: Webhook): Promise<{ httpStatus: number; body: string } | undefined> {
    const target = callbackTarget(webhook.url);
    if (target === undefined) throw new Error('A webhook needs an absolute http or https URL.');
    const overrides = connectionOverrides(webhook.url);
    const deadline = performance.now() + overrides.totalTimeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      const startedMs = performance.now();
      const answer = await this.#post(webhook, target, overrides, deadline - startedMs);
      this.#record(webhook, target, attempt, answer, performance.now() - startedMs);
      const again = attempt <= overrides.retries && isRetried(answer, overrides) && deadline - performance.now() >= 1;
      if (!again || this.#stopped) return 'failure' in answer ? undefined : answer;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  async #post(
    webhook: Webhook,
    target: CallbackTarget,
    overrides: ConnectionOverrides,
    remainingMs: number,
  ): Promise<Answer> {
    // undici's own read timeouts go by a clock of about a second; this one counts from the start of the try.
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(READ_TIMEOUT), Math.min(overrides.readTimeoutMs, remainingMs));
    try {
      const response = await this.#agent(overrides.connectTimeoutMs).request({
        origin: target.origin,
        path: target.path,
        method: 'POST',
        headers: headersOf(webhook, target),
        body: formOf(webhook.parameters),
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: timeout.signal,
      });
      return { httpStatus: response.statusCode, body: await response.body.text() };
    } catch (error) {
      return { failure: error === READ_TIMEOUT ? 'read-timeout' : failureOf(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  #agent(connectTimeoutMs: number): Agent {
    const known = this.#agents.get(connectTimeoutMs);
    if (known !== undefined) return known;
    const agent = new Agent({ connections: CONNECTIONS_PER_RECEIVER, connect: { timeout: connectTimeoutMs } });
    this.#agents.set(connectTimeoutMs, agent);
    return agent;
  }

  #record(webhook: Webhook, target: CallbackTarget, attempt: number, answer: Answer, durationMs: number): void {
    this.attempts.append({
      atMs: Date.now(),
      url: target.origin + target.path,
      parameters: webhook.parameters,
      idempotencyToken: webhook.idempotencyToken,
      attempt,
      httpStatus: 'failure' in answer ? null : answer.httpStatus,
      failure: 'failure' in answer ? answer.failure : null,
      durationMs: Math.round(durationMs),
    });
  }
}

/** A new value for `I-Twilio-Idempotency-Token`. */
export function newIdempotencyToken(): string {
  return randomUUID();
}

function headersOf(webhook: Webhook, target: CallbackTarget): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'user-agent': 'TwilioProxy/1.1',
    accept: '*/*',
    'x-home-region': 'us1',
    'x-twilio-signature': twilioSignature(webhook.authToken, target.signedUrl, webhook.parameters),
    'i-twilio-idempotency-token': webhook.idempotencyToken,
  };
  if (target.userInfo !== undefined) {
    headers.authorization = `Basic ${Buffer.from(decodeURIComponent(target.userInfo)).toString('base64')}`;
  }
  return headers;
}

function formOf(parameters: WebhookParameters): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const single of typeof value === 'string' ? [value] : value) form.append(name, single);
  }
  return form.toString();
}

function isRetried(answer: Answer, overrides: ConnectionOverrides): boolean {
  const policy = policyOf(answer);
  return policy !== undefined && (overrides.retryOn.has(policy) || overrides.retryOn.has('all'));
}

/** The policy that covers each failure; a connection that broke half-way is covered by `all` alone (inferred). */
const FAILURE_POLICIES: Readonly<Record<WebhookFailure, RetryPolicy>> = {
  connect: 'ct',
  'read-timeout': 'rt',
  broken: 'all',
};

/** The policy that asks for another try; undefined for a success. */
function policyOf(answer: Answer): RetryPolicy | undefined {
  if ('failure' in answer) return FAILURE_POLICIES[answer.failure];
  if (answer.httpStatus >= 500) return '5xx';
  return answer.httpStatus >= 400 ? '4xx' : undefined;
}

/** Told by code, not by class: socket errors, TLS errors and undici's own have nothing else in common. */
function failureOf(error: unknown): WebhookFailure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && CONNECT_FAILURES.test(code) ? 'connect' : 'broken';
}
