import { shapeOf } from './answer.shape.js';
import type { CallOptions } from './client.options.js';
import type { ConnectionReport, Integration, IntegrationChange, NewIntegration } from './integration.types.js';
import type { NotificationReceipt, Recipient } from './notification.types.js';
import type { Page } from './page.types.js';
import type { RequestTransport } from './request.transport.js';

const COLLECTION = '/v3/integrations';
const ITEM = '/v3/integrations/:id';
const isIntegration = shapeOf<Integration>({ id: 'string', provider: 'string' });
const isPage = shapeOf<Page<Integration>>({ data: 'array' });
const isReport = shapeOf<ConnectionReport>({ usable: 'boolean', findings: 'array' });
const isReceipt = shapeOf<NotificationReceipt>({ requestId: 'string' });

/** A message to try an integration with. */
export interface IntegrationTrial {
  recipient: Recipient;
  /** A greeting of Herald's unless given. */
  message?: string;
}

/** Integrations: providers switched on for the app or for a tenant. */
export class IntegrationsApi {
  readonly #transport: RequestTransport;

  constructor(transport: RequestTransport) {
    this.#transport = transport;
  }

  /** All integrations of the app; secrets are masked. */
  async list(options?: CallOptions): Promise<Page<Integration>> {
    return this.#transport.call({ method: 'GET', route: COLLECTION, repetition: 'idempotent' }, isPage, options);
  }

  /** Switches a provider on. Not repeated when no answer comes, because a second integration could come of it. */
  async create(integration: NewIntegration, options?: CallOptions): Promise<Integration> {
    return this.#transport.call(
      { method: 'POST', route: COLLECTION, body: integration, repetition: 'effectful' },
      isIntegration,
      options,
    );
  }

  /** One integration; secrets are masked. */
  async get(id: string, options?: CallOptions): Promise<Integration> {
    return this.#transport.call(
      { method: 'GET', route: ITEM, params: { id }, repetition: 'idempotent' },
      isIntegration,
      options,
    );
  }

  /** Changes what is given and leaves the rest. */
  async update(id: string, change: IntegrationChange, options?: CallOptions): Promise<Integration> {
    return this.#transport.call(
      { method: 'PATCH', route: ITEM, params: { id }, body: change, repetition: 'idempotent' },
      isIntegration,
      options,
    );
  }

  /** Removes an integration with its secrets. */
  async delete(id: string, options?: CallOptions): Promise<void> {
    await this.#transport.send({ method: 'DELETE', route: ITEM, params: { id }, repetition: 'idempotent' }, options);
  }

  /** Asks the vendor whether credentials are good before the provider is switched on; stores nothing. */
  async verifyNew(
    draft: Pick<NewIntegration, 'provider' | 'config'>,
    options?: CallOptions,
  ): Promise<ConnectionReport> {
    const { provider, config } = draft;
    return this.#transport.call(
      { method: 'POST', route: `${COLLECTION}/verify`, body: { provider, config }, repetition: 'idempotent' },
      isReport,
      options,
    );
  }

  /** Asks the vendor whether the stored credentials are good and what they allow; sends nothing to anyone. */
  async verify(id: string, options?: CallOptions): Promise<ConnectionReport> {
    return this.#transport.call(
      { method: 'POST', route: `${ITEM}/verify`, params: { id }, repetition: 'idempotent' },
      isReport,
      options,
    );
  }

  /** Sends a real message through this integration. Not repeated when no answer comes: the message may be on its way. */
  async test(id: string, trial: IntegrationTrial, options?: CallOptions): Promise<NotificationReceipt> {
    return this.#transport.call(
      { method: 'POST', route: `${ITEM}/test`, params: { id }, body: trial, repetition: 'effectful' },
      isReceipt,
      options,
    );
  }
}
