import { Injectable } from '@nestjs/common';
import { type JsonObject, MASK, readOverrides } from '#herald/channel-provider';
import {
  type App,
  ConfigOverrideSeal,
  DeliveryDetails,
  type FoundDelivery,
  IntegrationRepository,
  ResendRepository,
  UnsealError,
} from '#herald/store';
import { uuidv7 } from 'uuidv7';
import { InvalidRequestError, NotFoundError } from '../engine.errors.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import type { NotifyRequest } from './notify.request.js';
import { type NotifyAnswer, NotifyService } from './notify.service.js';

/** Sends a delivery again, as a notification of its own. */
@Injectable()
export class ResendService {
  constructor(
    private readonly details: DeliveryDetails,
    private readonly integrations: IntegrationRepository,
    private readonly registry: ProviderRegistry,
    private readonly configOverrides: ConfigOverrideSeal,
    private readonly resends: ResendRepository,
    private readonly notifyService: NotifyService,
  ) {}

  /**
   * Sends the same to the same recipient: through the same integration while it is switched on, else through whatever
   * carries the channel now. The recipient's present profile counts.
   *
   * @throws NotFoundError
   * @throws InvalidRequestError when it may still be sent by itself, or its own credentials cannot be had any more
   * @throws whatever `NotifyService.notify` throws
   */
  async resend(
    app: App,
    deliveryId: string,
    idempotency: Pick<NotifyRequest, 'idempotencyKey' | 'bodyHash'>,
  ): Promise<NotifyAnswer> {
    const found = await this.details.find(app.id, deliveryId);
    if (found === undefined) throw new NotFoundError('This delivery');
    if (found.detail.status === 'pending') {
      const message = 'is pending: it may still be sent by itself; cancel its notification first';
      throw new InvalidRequestError([{ path: 'id', message }]);
    }
    const id = uuidv7();
    const request = { ...(await this.#requestOf(app, found)), ...idempotency, id };
    await this.resends.link(id, deliveryId);
    const answer = await this.notifyService.notify(app, request).catch(async (error: unknown) => {
      await this.resends.unlink(id);
      throw error;
    });
    if (answer.replayed) await this.resends.unlink(id);
    return answer;
  }

  async #requestOf(app: App, found: FoundDelivery): Promise<NotifyRequest> {
    const { recipient, notification, data, category, tenant, integrationId, channel } = found.detail;
    const integration = integrationId === null ? undefined : await this.integrations.findById(integrationId);
    const isUsable = integration?.enabled === true && integration.appId === app.id;
    const override = {
      ...this.#overrideOf(found),
      ...(!isUsable && channel !== null && { channels: [channel] }),
    };
    return {
      content: notification,
      recipients: [recipient],
      data,
      ...(category !== null && { category }),
      ...(tenant !== null && { tenant }),
      ...(Object.keys(override).length > 0 && { override }),
      ...(isUsable && { integrationId: integration.id }),
    };
  }

  /** What the request changed for this provider, with the settings that are kept sealed. */
  #overrideOf({ detail, sealedConfigOverride }: FoundDelivery): JsonObject {
    const provider = detail.provider === null ? undefined : this.registry.find(detail.provider);
    if (detail.override === null) return {};
    if (provider === undefined) return withoutMasks(detail.override);
    const { fields } = readOverrides(detail.override, provider.manifest).overrides;
    const config = sealedConfigOverride === null ? {} : this.#open(detail.id, sealedConfigOverride);
    const part = { ...fields, ...(Object.keys(config).length > 0 && { _config: config }) };
    return Object.keys(part).length > 0 ? { [provider.manifest.id]: part } : {};
  }

  #open(deliveryId: string, sealed: Buffer): JsonObject {
    try {
      return this.configOverrides.open(deliveryId, sealed) as JsonObject;
    } catch (error) {
      if (error instanceof UnsealError) throw notToBeHad();
      throw error;
    }
  }
}

function withoutMasks(override: JsonObject): JsonObject {
  if (JSON.stringify(override).includes(MASK)) throw notToBeHad();
  return override;
}

function notToBeHad(): InvalidRequestError {
  const message = 'was sent with credentials of its own, which are not to be had any more; send a new notification';
  return new InvalidRequestError([{ path: 'id', message }]);
}
