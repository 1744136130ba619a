import type { ProviderConfig } from './config-field.contract.js';
import type { DiscardReason } from './discard.reason.js';
import type { Fault } from './fault.contract.js';
import type { JsonObject } from './json.types.js';
import type { Message } from './message.contract.js';
import type { Overrides } from './override.merge.js';
import type { ProviderManifest } from './provider.manifest.js';
import type { ProviderSignal } from './provider.signal.js';
import type { SendOutcome } from './send.outcome.js';

/** What a recipient's address is made from. */
export interface AddressInput<Config extends ProviderConfig> {
  /** The recipient's profile, as the app keeps it. */
  profile: JsonObject;
  /** The integration's configuration with the request's changes in it. */
  config: Config;
  overrides: Overrides;
}

/** What a sender is found from. */
export interface PaceInput<Config extends ProviderConfig> {
  /** The integration's configuration with the request's changes in it. */
  config: Config;
  overrides: Overrides;
}

/** Who sends a message at the vendor, and how fast that one may send. */
export interface SenderPace {
  /**
   * Names the sender as the vendor tells senders apart, alike for every integration that sends through it: provider id,
   * account and sender, e.g. `acme_sms:account-1:+15005550006`. No secret.
   */
  sender: string;
  /** At most `sends` messages within any `perMs`. Absent: the provider sets no bound; the vendor's own refusals count. */
  rate?: { sends: number; perMs: number };
}

/** A checked and normalised address, or why there is none. */
export type AddressResult = { kind: 'address'; address: string } | { kind: 'unaddressable'; reason: DiscardReason };

/** What a request to the vendor is made from. */
export interface BuildInput<Config extends ProviderConfig> {
  message: Message;
  /** From `address`. */
  address: string;
  /** The integration's configuration with the request's changes in it. */
  config: Config;
  overrides: Overrides;
  /** Where the vendor reports on this delivery; carries the signed delivery id. */
  callbackUrl: string;
}

/** The request as it will be sent (plain data, no credential in it), or why there is nothing to send. */
export type BuildResult<Request> =
  { kind: 'request'; request: Request } | { kind: 'unbuildable'; reason: DiscardReason };

/** What goes with a request on its way, one attempt at a time. */
export interface SendContext<Config extends ProviderConfig> {
  config: Config;
  deliveryId: string;
  /** From 1. */
  attempt: number;
  /** After this long without a complete answer the outcome is unknown. */
  timeoutMs: number;
}

/** A callback as it arrived, before anything in it is trusted. */
export interface CallbackRequest {
  /** The public address that the vendor asked for: configured public base plus raw path and query. */
  url: string;
  method: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Raw bytes. */
  body: Buffer;
}

/** What the vendor expects to hear after its callback was stored. */
export interface CallbackReply {
  status: number;
  contentType?: string;
  body?: string;
}

/** The receiving half of a provider. */
export interface ProviderWebhook<Config extends ProviderConfig> {
  /** The account that a configuration speaks for; finds the integration when the delivery id is absent. */
  accountOf(config: Config): string;
  /** The account that the callback claims to come from. Only chooses whose key to verify with; proves nothing. */
  claimedAccount(callback: CallbackRequest): string | undefined;
  /** True when the callback was signed with this configuration's key. Never throws. */
  verify(callback: CallbackRequest, config: Config): boolean;
  /** What a verified callback tells; nothing for what is not understood. */
  parse(callback: CallbackRequest): ProviderSignal[];
  /** The answer for a verified and stored callback. */
  reply(callback: CallbackRequest): CallbackReply;
}

/** What a check of the credentials found. */
export interface ConnectionReport {
  usable: boolean;
  /** Name of the account at the vendor. */
  accountName?: string;
  /** Everything that is wrong or worth knowing, in words; `field` names the setting it belongs to. */
  findings: { severity: 'error' | 'warning'; field?: string; message: string }[];
}

/**
 * What to look for at the vendor: one message, or every message that may have come of a request. The latter is one from
 * the same sender to the same recipient, created within the window, with the same content as far as the vendor shows it.
 */
export type SightingSearch<Request = unknown> =
  | { by: 'id'; providerMessageId: string }
  | { by: 'request'; request: Request; createdAfter: Date; createdBefore: Date };

/** A message that the vendor knows of. */
export interface ProviderSighting {
  providerMessageId: string;
  createdAt: Date;
  /** Its present state, in the same terms as a callback's. */
  signal: ProviderSignal;
}

/**
 * Code that speaks to one vendor on one channel. It is constructed once and holds no credentials: the integration's
 * configuration comes with each call, so one instance serves every app and tenant at the same time.
 */
export interface ChannelProvider<Config extends ProviderConfig = ProviderConfig, Request = unknown> {
  readonly manifest: ProviderManifest;

  /** Rules on an override that the manifest cannot express. Paths are relative to the override object. */
  overrideFaults?(overrides: Overrides): Fault[];

  /** Pure: which address of the profile is used. */
  address(input: AddressInput<Config>): AddressResult;

  /** Pure: what will be sent, with the override's fields laid over it last. */
  build(input: BuildInput<Config>): BuildResult<Request>;

  /**
   * Pure: who sends, and at which rate. Absent: the integration counts as one sender without a rate. A 429 slows this
   * sender and no other.
   */
  pace?(input: PaceInput<Config>): SenderPace;

  /**
   * Resolves when a send would leave without further ado: where the vendor's package is loaded at its first use, say. Asked
   * before each send, so that a paced message does not wait after its turn has come. Absent: always so. Never throws.
   */
  ready?(): Promise<void>;

  /** Hands the request to the vendor once, without retries of its own. Never throws: every end is an outcome. */
  send(request: Request, context: SendContext<Config>): Promise<SendOutcome>;

  /** Absent where the vendor reports nothing. */
  readonly webhook?: ProviderWebhook<Config>;

  /** Are these credentials good, and what do they allow. Never throws. */
  check?(config: Config): Promise<ConnectionReport>;

  /** Asks the vendor what became of a message. Throws when the vendor cannot be asked. */
  lookup?(search: SightingSearch<Request>, config: Config): Promise<ProviderSighting[]>;

  /** Closes connections. */
  close?(): Promise<void>;
}
