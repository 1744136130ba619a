import { Injectable, Logger } from '@nestjs/common';
import {
  type CallbackReply,
  type CallbackRequest,
  type InboundMessage,
  type ProviderConfig,
  type ProviderSignal,
  type ProviderWebhook,
  type StatusSignal,
} from '#herald/channel-provider';
import { CallbackRepository, IntegrationRepository } from '#herald/store';
import { ENGINE_CHANNELS } from '../engine.channels.js';
import { CallbackRefusedError, NotFoundError } from '../engine.errors.js';
import { EngineMetrics } from '../engine.metrics.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import { CallbackAddressees } from './callback.addressee.js';
import { keptSignal } from './kept.signal.js';

/** The fourth step of the flow: a vendor's callback is verified, stored and turned into events. */
@Injectable()
export class CallbackService {
  readonly #logger = new Logger('CallbackService');

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly addressees: CallbackAddressees,
    private readonly integrations: IntegrationRepository,
    private readonly callbacks: CallbackRepository,
    private readonly metrics: EngineMetrics,
  ) {}

  /**
   * Takes a callback as it arrived. When this resolves its raw bytes are stored and what it tells is applied.
   *
   * @returns what the vendor expects to hear
   * @throws NotFoundError when there is no such app, or the provider takes no callbacks
   * @throws CallbackRefusedError when no key of the app signed it; nothing was changed
   */
  async receive(apiKey: string, providerId: string, callback: CallbackRequest): Promise<CallbackReply> {
    const provider = this.registry.find(providerId);
    const webhook = provider?.webhook;
    if (provider === undefined || webhook === undefined) throw new NotFoundError('This callback address');
    const { appId, deliveryId, config: own } = await this.addressees.of(apiKey, provider, callback.url);
    const signedBy = own === undefined ? await this.#signers(appId, providerId, webhook, callback) : [];
    const isSigned = own === undefined ? signedBy.length > 0 : webhook.verify(callback, own);
    if (!isSigned) {
      this.metrics.callbackHandled(providerId, 'refused');
      throw new CallbackRefusedError();
    }
    const signals = this.#parse(providerId, webhook, callback);
    ENGINE_CHANNELS.callbackVerified.publish({ deliveryId });
    const { settledUnknown } = await this.callbacks.receive({
      appId,
      provider: providerId,
      url: callback.url,
      contentType: firstOf(callback.headers['content-type']),
      body: callback.body,
      deliveryId: deliveryId ?? null,
      signedBy,
      signals: signals.filter((signal): signal is StatusSignal => signal.kind === 'status').map(keptSignal),
      inbound: signals.filter((signal): signal is InboundMessage => signal.kind === 'inbound'),
    });
    ENGINE_CHANNELS.callbackStored.publish({ deliveryId });
    if (settledUnknown) this.metrics.unknownSettled('callback');
    return webhook.reply(callback);
  }

  /** Of the app's integrations with the account that the callback claims, those whose key signed it. */
  async #signers(
    appId: string,
    providerId: string,
    webhook: ProviderWebhook<ProviderConfig>,
    callback: CallbackRequest,
  ): Promise<string[]> {
    const account = webhook.claimedAccount(callback);
    const integrations = await this.integrations.enabledOf(appId);
    return integrations
      .filter((integration) => integration.provider === providerId && integration.account === account)
      .filter((integration) => webhook.verify(callback, integration.config))
      .map((integration) => integration.id);
  }

  /** Nothing when the parser fails: the raw bytes are stored all the same and can be read again. */
  #parse(providerId: string, webhook: ProviderWebhook<ProviderConfig>, callback: CallbackRequest): ProviderSignal[] {
    try {
      const signals = webhook.parse(callback);
      this.metrics.callbackHandled(providerId, 'stored');
      return signals;
    } catch (error) {
      this.metrics.callbackHandled(providerId, 'unreadable');
      this.#logger.error(
        `Provider ${providerId} could not read a verified callback: ${error instanceof Error ? error.name : 'error'}`,
      );
      return [];
    }
  }
}

function firstOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
