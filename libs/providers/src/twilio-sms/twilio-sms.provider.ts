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
import { SMS_EVENTS, SMS_WEBHOOK } from './twilio-sms.callback.js';
import { smsSenderFindings } from './twilio-sms.check.js';
import { TWILIO_SMS, type TwilioSmsConfig } from './twilio-sms.manifest.js';
import { smsPace } from './twilio-sms.pace.js';
import { smsAddress, smsRequest } from './twilio-sms.request.js';

/** SMS through Twilio. */
export class TwilioSmsProvider implements ChannelProvider<TwilioSmsConfig, TwilioMessageRequest> {
  readonly manifest: ProviderManifest = TWILIO_SMS;
  readonly webhook: ProviderWebhook<TwilioSmsConfig> = SMS_WEBHOOK;
  readonly #api: TwilioApi;

  constructor(options: TwilioApiOptions = {}) {
    this.#api = new TwilioApi(options);
  }

  overrideFaults(overrides: Overrides): Fault[] {
    return overrideParameterFaults(overrides);
  }

  address(input: AddressInput<TwilioSmsConfig>): AddressResult {
    return smsAddress(input);
  }

  build(input: BuildInput<TwilioSmsConfig>): BuildResult<TwilioMessageRequest> {
    return smsRequest(input);
  }

  pace(input: PaceInput<TwilioSmsConfig>): SenderPace {
    return smsPace(input);
  }

  ready(): Promise<void> {
    return this.#api.load();
  }

  send(request: TwilioMessageRequest, context: SendContext<TwilioSmsConfig>): Promise<SendOutcome> {
    return sendMessage(this.#api, request, context);
  }

  check(config: TwilioSmsConfig): Promise<ConnectionReport> {
    return checkAccount(this.#api, config, smsSenderFindings);
  }

  lookup(search: SightingSearch<TwilioMessageRequest>, config: TwilioSmsConfig): Promise<ProviderSighting[]> {
    return lookupMessages(this.#api, search, config, SMS_EVENTS);
  }

  close(): Promise<void> {
    return this.#api.close();
  }
}
