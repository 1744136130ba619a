import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CallbackRequest, ChannelProvider, ProviderConfig } from '#herald/channel-provider';

/** Everything the suite has to know about a provider in order to hold it to the contract. */
export interface ProviderSuite<Config extends ProviderConfig = ProviderConfig, Request = unknown> {
  /** A new provider that speaks to this endpoint instead of the vendor. */
  create(endpoint: Endpoint): ChannelProvider<Config, Request>;
  /**
   * A valid configuration for this endpoint. Every secret in it contains the canary text (lower-case hexadecimal), and
   * accounts 1 and 2 are two different integrations.
   */
  config(endpoint: Endpoint, account: 1 | 2, canary: string): Config;
  /** Absolute path of the folder that holds `requests/` and, for a provider with a webhook, `callbacks/`. */
  fixtures: string;
  /** What the vendor answers. */
  wire: HttpWire | ConversationWire | NoWire;
  /** Signs a callback the way the vendor does. Absent when the provider has no webhook. */
  signCallback?(callback: CallbackRequest, config: Config): CallbackRequest;
  /** Rows of the fault table that cannot occur for this vendor, with the reason. Every other row is asserted. */
  notApplicable?: Partial<Record<FaultName, string>>;
}

/** Where a provider under test finds its vendor. */
export interface Endpoint {
  host: string;
  port: number;
  /** `http://host:port`, or `https://host:port` in the rows about TLS, whatever the vendor's protocol is. */
  url: string;
}

/** A vendor that answers one request with one response. */
export interface HttpWire {
  kind: 'http';
  /** The whole answer when all is well. */
  accepted: CannedAnswer;
  /** A definite refusal (4xx) that a repeat would not change. */
  rejected: CannedAnswer;
  /** A refusal for being too fast; given by the suite with status 429 and `Retry-After: 7`. Default: a body in plain words. */
  busyBody?: string;
}

/** Status and body of an HTTP answer. */
export interface CannedAnswer {
  status: number;
  body: string;
  /** Default `application/json`. */
  contentType?: string;
}

/** What a vendor does whose protocol takes several steps. */
export type ConversationBehaviour = 'accept' | 'reject' | 'reset-after-write' | 'hang' | 'busy' | 'garbage' | 'empty';

/** A vendor whose protocol takes several steps, like SMTP: the suite accepts connections and hands them over. */
export interface ConversationWire {
  kind: 'conversation';
  serve(socket: Socket | TLSSocket, behaviour: ConversationBehaviour): void;
}

/** A provider that never opens a connection; no row of the fault table applies to it. */
export interface NoWire {
  kind: 'none';
  reason: string;
}

/** The rows of the fault table. */
export type FaultName =
  | 'refused'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'reset-after-write'
  | '4xx'
  | '429'
  | 'html-502'
  | 'garbage-2xx'
  | 'empty-2xx';

/** One thing that the contract demands, as a function that throws when the provider does not do it. */
export interface SuiteCheck {
  /** Unique among the checks of one provider. */
  title: string;
  run(): void | Promise<void>;
}
