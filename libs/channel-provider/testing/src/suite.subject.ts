import type { ChannelProvider, JsonObject, ProviderConfig, SendOutcome } from '#herald/channel-provider';
import { type Walk, asJson, deepFreeze, walk } from './engine.walk.js';
import { type RequestPair, requestPairs } from './fixture.pairs.js';
import type { Endpoint, ProviderSuite } from './provider-suite.contract.js';
import { CANARIES } from './secret.hunt.js';

/** Where nothing is sent: the endpoint of checks that only build. */
export const NOWHERE: Endpoint = { host: '127.0.0.1', port: 9, url: 'http://127.0.0.1:9' };

/** Time in which an honest answer comes. */
export const AMPLE_MS = 10_000;

/** The public address at which a provider's callbacks arrive. */
export function callbackUrl(providerId: string): string {
  return `https://herald.example/api/v1/apps/app-key/webhook/${providerId}?delivery=d-1`;
}

/** Runs the work with a new provider and closes the provider afterwards. */
export async function withProvider<Result>(
  suite: ProviderSuite,
  endpoint: Endpoint,
  work: (provider: ChannelProvider) => Promise<Result> | Result,
): Promise<Result> {
  const provider = suite.create(endpoint);
  try {
    return await work(provider);
  } finally {
    await provider.close?.();
  }
}

/** The configuration of account 1 with the changes that a fixture asks for. */
function fixtureConfig(suite: ProviderSuite, pair: RequestPair, endpoint: Endpoint = NOWHERE): ProviderConfig {
  const changed = Object.entries({ ...suite.config(endpoint, 1, CANARIES[1]), ...pair.input.config });
  return Object.fromEntries(changed.filter(([, value]) => value !== null)) as ProviderConfig;
}

/** Takes a fixture from profile to request. `override` replaces the fixture's own. */
export function walkFixture(
  suite: ProviderSuite,
  provider: ChannelProvider,
  pair: RequestPair,
  override: JsonObject | undefined = pair.input.override,
): Walk {
  const { message, profile } = structuredClone(pair.input);
  const input = {
    message,
    profile,
    config: fixtureConfig(suite, pair),
    callbackUrl: callbackUrl(provider.manifest.id),
  };
  return walk(provider, { ...input, ...(override === undefined ? {} : { override: structuredClone(override) }) });
}

/** The first fixture without override or configuration of its own that ends in a request. */
export function plainPair(suite: ProviderSuite): RequestPair {
  const pair = requestPairs(suite.fixtures).find(
    ({ input, ending }) => ending === 'request' && input.override === undefined && input.config === undefined,
  );
  if (pair === undefined) {
    throw new Error('requests/ needs a fixture without "override" and "config" that ends in a request');
  }
  return pair;
}

/** One send of the plain fixture through the account, with the marker as the message's text. */
export async function sendPlain(
  suite: ProviderSuite,
  provider: ChannelProvider,
  endpoint: Endpoint,
  { timeoutMs = AMPLE_MS, ...subject }: PlainSubject & { timeoutMs?: number } = {},
): Promise<SendOutcome> {
  const { request, config } = plainRequest(suite, provider, endpoint, subject);
  return provider.send(request, { config, deliveryId: 'd-1', attempt: 1, timeoutMs });
}

/** Whose plain request, and with which text. */
interface PlainSubject {
  account?: 1 | 2;
  marker?: string;
}

/** The request of the plain fixture, and the configuration that goes with it. */
export function plainRequest(
  suite: ProviderSuite,
  provider: ChannelProvider,
  endpoint: Endpoint,
  { account = 1, marker }: PlainSubject = {},
): { request: unknown; config: ProviderConfig } {
  const { message, profile } = plainPair(suite).input;
  const { result, config } = walk(provider, {
    message: structuredClone(marker === undefined ? message : { ...message, text: marker }),
    profile: structuredClone(profile),
    config: suite.config(endpoint, account, CANARIES[account]),
    callbackUrl: callbackUrl(provider.manifest.id),
  });
  if (result.kind !== 'request') throw new Error(`the plain fixture ended ${result.kind}: ${asJsonText(result)}`);
  return { request: deepFreeze(result.request), config };
}

function asJsonText(value: unknown): string {
  return JSON.stringify(asJson(value));
}
