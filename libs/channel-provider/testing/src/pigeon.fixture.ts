import { createHmac } from 'node:crypto';
import { Agent, type Dispatcher, request } from 'undici';
import {
  type AddressInput,
  type AddressResult,
  type BuildInput,
  type BuildResult,
  type CallbackRequest,
  type ChannelProvider,
  type ConfigOf,
  type ConnectionReport,
  type JsonObject,
  type JsonValue,
  type PaceInput,
  type ProviderManifest,
  type ProviderSighting,
  type ProviderWebhook,
  type RetryCause,
  type SendContext,
  type SendOutcome,
  type SenderPace,
  type SightingSearch,
  defineConfigFields,
  discardReason,
  isJsonObject,
  mergeFields,
} from '#herald/channel-provider';
import type { ProviderSuite } from './provider-suite.contract.js';

const fields = defineConfigFields({
  PIGEON_LOFT: { type: 'string', label: 'Loft', help: 'Name of the loft.', required: true, secret: false },
  PIGEON_KEY: { type: 'string', label: 'Key', help: 'Key of the loft.', required: true, secret: true },
});

export type PigeonConfig = ConfigOf<typeof fields>;

/** A small honest provider of an invented vendor, for testing the suite itself. Flawed variants override its methods. */
export class PigeonProvider implements ChannelProvider<PigeonConfig, JsonObject> {
  readonly manifest: ProviderManifest = {
    id: 'pigeon_post',
    channel: 'post',
    label: 'Pigeon post',
    summary: 'Carries letters.',
    docsUrl: 'https://pigeon.example/docs',
    config: fields,
    profile: [{ name: 'loft', help: 'Where the pigeon flies to.', example: 'north' }],
    capabilities: { callbacks: true, inbound: false, seen: false },
  };

  readonly #agent: Agent;

  constructor(
    readonly baseUrl: string,
    options: Agent.Options = {},
  ) {
    this.#agent = new Agent(options);
  }

  address({ profile }: AddressInput<PigeonConfig>): AddressResult {
    const loft = profile['loft'];
    return typeof loft === 'string' && /^[a-z]{1,20}$/.test(loft)
      ? { kind: 'address', address: loft }
      : { kind: 'unaddressable', reason: discardReason('recipient_address_missing') };
  }

  build({ message, address, overrides, callbackUrl }: BuildInput<PigeonConfig>): BuildResult<JsonObject> {
    const letter = mergeFields({ letter: message.text ?? '' }, overrides.fields);
    return { kind: 'request', request: mergeFields(letter, { to: address, report: callbackUrl }) };
  }

  pace({ config }: PaceInput<PigeonConfig>): SenderPace {
    return { sender: `pigeon_post:${config.PIGEON_LOFT}`, rate: { sends: 1, perMs: 3_000 } };
  }

  async send(letter: JsonObject, context: SendContext<PigeonConfig>): Promise<SendOutcome> {
    try {
      const { status, body, headers } = await this.ask('POST', '/letters', context.config, context.timeoutMs, letter);
      return outcomeOf(status, body, headers);
    } catch (error) {
      return failureOf(error);
    }
  }

  readonly webhook: ProviderWebhook<PigeonConfig> = {
    accountOf: (config) => config.PIGEON_LOFT,
    claimedAccount: (callback) => new URLSearchParams(callback.body.toString()).get('loft') ?? undefined,
    verify: (callback, config) => {
      const given = callback.headers['x-pigeon-seal'];
      return Boolean(config.PIGEON_KEY) && given === seal(callback, config.PIGEON_KEY);
    },
    parse: (callback) => {
      const form = new URLSearchParams(callback.body.toString());
      const providerMessageId = form.get('ring')?.trim();
      const providerStatus = form.get('state')?.trim();
      if (!providerMessageId || !providerStatus) return [];
      const told = { kind: 'status', providerMessageId, providerStatus } as const;
      if (providerStatus === 'landed') return [{ ...told, event: 'delivered' }];
      if (providerStatus === 'lost') return [{ ...told, event: 'discarded', reason: discardReason('carrier_failure') }];
      return [told];
    },
    reply: () => ({ status: 200 }),
  };

  async check(config: PigeonConfig): Promise<ConnectionReport> {
    try {
      const { status, body } = await this.ask('GET', '/loft', config, 5_000);
      if (status === 200 && isJsonObject(body) && typeof body['name'] === 'string')
        return { usable: true, findings: [] };
      return unusable(`The loft answered with status ${status}, which says nothing about the key.`);
    } catch (error) {
      return unusable(`The loft cannot be asked: ${failureOf(error).cause}.`);
    }
  }

  async lookup(search: SightingSearch, config: PigeonConfig): Promise<ProviderSighting[]> {
    const path = search.by === 'id' ? `/letters/${encodeURIComponent(search.providerMessageId)}` : '/letters';
    const { status, body } = await this.ask('GET', path, config, 5_000);
    if (status !== 200 || !isJsonObject(body) || !Array.isArray(body['letters'])) {
      throw new Error(`The loft answered with status ${status} and no list of letters.`);
    }
    return [];
  }

  async close(): Promise<void> {
    if (!this.#agent.destroyed) await this.#agent.destroy();
  }

  /** One request and its whole answer, within the time. */
  protected async ask(
    method: Dispatcher.HttpMethod,
    path: string,
    config: PigeonConfig,
    timeoutMs: number,
    letter?: JsonObject,
  ): Promise<{ status: number; body: JsonValue | undefined; headers: Readonly<Record<string, unknown>> }> {
    const answer = await request(`${this.baseUrl}${path}`, {
      method,
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { authorization: `Bearer ${config.PIGEON_KEY}`, 'x-loft': config.PIGEON_LOFT },
      ...(letter === undefined ? {} : { body: JSON.stringify(letter) }),
    });
    return { status: answer.statusCode, body: parsed(await answer.body.text()), headers: answer.headers };
  }
}

/** The seal on a callback of the pigeon post. */
export function seal(callback: Pick<CallbackRequest, 'url' | 'body'>, key: string): string {
  return createHmac('sha256', key).update(callback.url).update(callback.body).digest('hex');
}

/** The suite's view of a pigeon provider, honest or flawed. */
export function pigeonSuite(
  create: (baseUrl: string) => PigeonProvider,
  fixtures: string,
): ProviderSuite<PigeonConfig, JsonObject> {
  return {
    create: ({ url }) => create(url),
    config: (_endpoint, account, canary) => ({ PIGEON_LOFT: `loft-number-${account}`, PIGEON_KEY: `key-${canary}` }),
    fixtures,
    wire: {
      kind: 'http',
      accepted: { status: 201, body: '{"ring":"ring-1"}' },
      rejected: { status: 400, body: '{"code":"P17","message":"no such loft"}' },
    },
    signCallback: (callback, { PIGEON_KEY }) => ({
      ...callback,
      headers: { ...callback.headers, 'x-pigeon-seal': seal(callback, PIGEON_KEY ?? '') },
    }),
  };
}

function outcomeOf(
  status: number,
  body: JsonValue | undefined,
  headers: Readonly<Record<string, unknown>>,
): SendOutcome {
  const answer = isJsonObject(body) ? body : {};
  if (status === 201) {
    return typeof answer['ring'] === 'string'
      ? { kind: 'accepted', providerMessageId: answer['ring'] }
      : { kind: 'unknown', cause: 'unreadable_answer', explanation: 'The answer names no ring.' };
  }
  if (status === 429) {
    const retryAfterMs = Number(headers['retry-after']) * 1000;
    return { kind: 'retry', cause: 'rate_limited', explanation: 'Too many pigeons are in the air.', retryAfterMs };
  }
  if (status >= 500) return { kind: 'unknown', cause: 'server_error', explanation: `The loft answered ${status}.` };
  return {
    kind: 'rejected',
    reason: discardReason('request_invalid', { providerCode: JSON.stringify(answer['code']).replaceAll('"', '') }),
  };
}

const PROVEN_UNSENT: Readonly<Record<string, RetryCause>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls',
};

function failureOf(error: unknown): Extract<SendOutcome, { kind: 'retry' | 'unknown' }> {
  const { code = '', name = '' } = Object(error) as { code?: string; name?: string };
  const cause = PROVEN_UNSENT[code];
  if (cause !== undefined) return { kind: 'retry', cause, explanation: `No connection to the loft: ${cause}.` };
  return name === 'TimeoutError'
    ? { kind: 'unknown', cause: 'timeout', explanation: 'The loft did not answer in time.' }
    : { kind: 'unknown', cause: 'reset', explanation: 'The connection to the loft broke.' };
}

function unusable(message: string): ConnectionReport {
  return { usable: false, findings: [{ severity: 'error', message }] };
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
