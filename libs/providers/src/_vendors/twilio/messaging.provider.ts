import type {
  AddressInput,
  AddressResult,
  BuildInput,
  BuildResult,
  ChannelProvider,
  ConnectionReport,
  Fault,
  Overrides,
  PaceInput,
  ProviderManifest,
  ProviderSighting,
  ProviderWebhook,
  SendContext,
  SendOutcome,
  SenderPace,
  SightingSearch,
} from '#herald/channel-provider';
import { type SenderCheck, checkAccount } from './account.check.js';
import { lookupMessages } from './message.lookup.js';
import type { TwilioMessageRequest } from './message.request.js';
import { sendMessage } from './message.send.js';
import type { StatusEvents } from './message.status.js';
import { overrideParameterFaults } from './override.parameters.js';
import { TwilioApi, type TwilioApiOptions } from './twilio.api.js';
import type { TwilioMessagingConfig } from './twilio.config.js';

/** What a channel of Twilio's brings of its own. The functions are those of `ChannelProvider`. */
export interface TwilioChannel<Config extends TwilioMessagingConfig> {
  manifest: ProviderManifest;
  address: (input: AddressInput<Config>) => AddressResult;
  build: (input: BuildInput<Config>) => BuildResult<TwilioMessageRequest>;
  pace: (input: PaceInput<Config>) => SenderPace;
  webhook: ProviderWebhook<Config>;
  /** What a message's status means, in callbacks and in answers alike. */
  events: StatusEvents;
  /** What is to be said about the sender, besides the account. */
  senderFindings: SenderCheck<Config>;
}

/** A provider that sends with Twilio's Message resource, on whichever channel. https://www.twilio.com/docs/messaging/api/message-resource */
export class TwilioMessagingProvider<Config extends TwilioMessagingConfig> implements ChannelProvider<
  Config,
  TwilioMessageRequest
> {
  readonly manifest: ProviderManifest;
  readonly address: TwilioChannel<Config>['address'];
  readonly build: TwilioChannel<Config>['build'];
  readonly pace: TwilioChannel<Config>['pace'];
  readonly webhook: ProviderWebhook<Config>;
  readonly #channel: TwilioChannel<Config>;
  readonly #api: TwilioApi;

  constructor(channel: TwilioChannel<Config>, options: TwilioApiOptions) {
    ({
      manifest: this.manifest,
      address: this.address,
      build: this.build,
      pace: this.pace,
      webhook: this.webhook,
    } = channel);
    this.#channel = channel;
    this.#api = new TwilioApi(options);
  }

  overrideFaults(overrides: Overrides): Fault[] {
    return overrideParameterFaults(overrides);
  }

  ready(): Promise<void> {
    return this.#api.load();
  }

  send(request: TwilioMessageRequest, context: SendContext<Config>): Promise<SendOutcome> {
    return sendMessage(this.#api, request, context);
  }

  check(config: Config): Promise<ConnectionReport> {
    return checkAccount(this.#api, config, this.#channel.senderFindings);
  }

  lookup(search: SightingSearch<TwilioMessageRequest>, config: Config): Promise<ProviderSighting[]> {
    return lookupMessages(this.#api, search, config, this.#channel.events);
  }

  close(): Promise<void> {
    return this.#api.close();
  }
}
