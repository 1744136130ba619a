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
import { checkAccount } from '../_vendors/twilio/account.check.js';
import { lookupMessages } from '../_vendors/twilio/message.lookup.js';
import type { TwilioMessageRequest } from '../_vendors/twilio/message.request.js';
import { sendMessage } from '../_vendors/twilio/message.send.js';
import { overrideParameterFaults } from '../_vendors/twilio/override.parameters.js';
import { TwilioApi, type TwilioApiOptions } from '../_vendors/twilio/twilio.api.js';
import { WHATSAPP_EVENTS, WHATSAPP_WEBHOOK } from './twilio-whatsapp.callback.js';
import { whatsappSenderFindings } from './twilio-whatsapp.check.js';
import { TWILIO_WHATSAPP, type TwilioWhatsappConfig } from './twilio-whatsapp.manifest.js';
import { whatsappPace } from './twilio-whatsapp.pace.js';
import { whatsappAddress, whatsappRequest } from './twilio-whatsapp.request.js';

/** WhatsApp through Twilio. */
export class TwilioWhatsappProvider implements ChannelProvider<TwilioWhatsappConfig, TwilioMessageRequest> {
  readonly manifest: ProviderManifest = TWILIO_WHATSAPP;
  readonly webhook: ProviderWebhook<TwilioWhatsappConfig> = WHATSAPP_WEBHOOK;
  readonly #api: TwilioApi;

  constructor(options: TwilioApiOptions = {}) {
    this.#api = new TwilioApi(options);
  }

  overrideFaults(overrides: Overrides): Fault[] {
    return overrideParameterFaults(overrides);
  }

  address(input: AddressInput<TwilioWhatsappConfig>): AddressResult {
    return whatsappAddress(input);
  }

  build(input: BuildInput<TwilioWhatsappConfig>): BuildResult<TwilioMessageRequest> {
    return whatsappRequest(input);
  }

  pace(input: PaceInput<TwilioWhatsappConfig>): SenderPace {
    return whatsappPace(input);
  }

  ready(): Promise<void> {
    return this.#api.load();
  }

  send(request: TwilioMessageRequest, context: SendContext<TwilioWhatsappConfig>): Promise<SendOutcome> {
    return sendMessage(this.#api, request, context);
  }

  check(config: TwilioWhatsappConfig): Promise<ConnectionReport> {
    return checkAccount(this.#api, config, () => Promise.resolve(whatsappSenderFindings(config)));
  }

  lookup(search: SightingSearch<TwilioMessageRequest>, config: TwilioWhatsappConfig): Promise<ProviderSighting[]> {
    return lookupMessages(this.#api, search, config, WHATSAPP_EVENTS);
  }

  close(): Promise<void> {
    return this.#api.close();
  }
}
