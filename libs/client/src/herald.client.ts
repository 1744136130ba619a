import { shapeOf } from './answer.shape.js';
import { headerFault, readOptions } from './client.options.js';
import type { HeraldOptions, NotifyOptions } from './client.options.js';
import { DeliveriesApi } from './deliveries.api.js';
import { EventsApi } from './events.api.js';
import { IntegrationsApi } from './integrations.api.js';
import type { Notification, NotificationReceipt } from './notification.types.js';
import { NotificationsApi } from './notifications.api.js';
import { ProvidersApi } from './providers.api.js';
import { RequestTransport } from './request.transport.js';
import { StatisticsApi } from './statistics.api.js';
import { UsersApi } from './users.api.js';

const isReceipt = shapeOf<NotificationReceipt>({ requestId: 'string' });

/** A Herald server as one app sees it. Make one and keep it; it holds no connection and needs no closing. */
export class Herald {
  readonly #transport: RequestTransport;
  readonly notifications: NotificationsApi;
  readonly deliveries: DeliveriesApi;
  readonly users: UsersApi;
  readonly events: EventsApi;
  readonly statistics: StatisticsApi;
  readonly providers: ProvidersApi;
  readonly integrations: IntegrationsApi;

  /** @throws TypeError that names every fault of the options */
  constructor(options: HeraldOptions) {
    const transport = new RequestTransport(readOptions(options));
    this.#transport = transport;
    this.notifications = new NotificationsApi(transport);
    this.deliveries = new DeliveriesApi(transport);
    this.users = new UsersApi(transport);
    this.events = new EventsApi(transport);
    this.statistics = new StatisticsApi(transport);
    this.providers = new ProvidersApi(transport);
    this.integrations = new IntegrationsApi(transport);
  }

  /**
   * Hands a notification over. Once this resolves it is stored: it ends sent, delivered, seen or discarded, each with an
   * event. Safe to repeat, and repeated on trouble, because every try carries the same `Idempotency-Key`.
   *
   * @throws ProblemError, of kind `invalid` with every fault of the request; ConnectionError; TimeoutError; TypeError and
   * RangeError for an idempotency key or a date that cannot be sent
   */
  async notify(notification: Notification, options: NotifyOptions = {}): Promise<NotificationReceipt> {
    const { idempotencyKey = crypto.randomUUID() } = options;
    const fault = headerFault('idempotencyKey', idempotencyKey);
    if (fault) throw new TypeError(fault);
    const { sendAt } = notification;
    // JSON turns an invalid Date into null, which would mean "at once"; toISOString refuses it.
    const body = sendAt instanceof Date ? { ...notification, sendAt: sendAt.toISOString() } : notification;
    return this.#transport.call(
      { method: 'POST', route: '/v3/notifications', body, idempotencyKey, repetition: 'keyed' },
      isReceipt,
      options,
    );
  }
}
