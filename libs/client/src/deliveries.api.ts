import { shapeOf } from './answer.shape.js';
import { headerFault } from './client.options.js';
import type { CallOptions, NotifyOptions } from './client.options.js';
import type { DeliveryDetail, DeliveryFilter, DeliverySummary } from './delivery.types.js';
import type { NotificationReceipt } from './notification.types.js';
import type { Page } from './page.types.js';
import { timeText } from './request.address.js';
import type { RequestTransport } from './request.transport.js';

const isPage = shapeOf<Page<DeliverySummary>>({ data: 'array' });
const isReceipt = shapeOf<NotificationReceipt>({ requestId: 'string' });
const isDetail = shapeOf<DeliveryDetail>({ id: 'string', attempts: 'array', events: 'array' });

/** Which page of deliveries. */
export interface DeliveryQuery extends DeliveryFilter {
  /** `next` of the page before; the newest deliveries unless given. */
  after?: string;
  /** Most deliveries in a page; Herald's own default unless given. */
  limit?: number;
}

/** Deliveries: one for each recipient and channel of a notification. */
export class DeliveriesApi {
  readonly #transport: RequestTransport;

  constructor(transport: RequestTransport) {
    this.#transport = transport;
  }

  /**
   * A page of deliveries, newest first. It may hold few, or none, though `next` leads on: that far Herald has looked.
   *
   * @throws RangeError for a date that is none
   */
  async list(query: DeliveryQuery = {}, options?: CallOptions): Promise<Page<DeliverySummary>> {
    const { from, to, ...rest } = query;
    return this.#transport.call(
      {
        method: 'GET',
        route: '/v3/deliveries',
        query: { ...rest, from: timeText(from), to: timeText(to) },
        repetition: 'idempotent',
      },
      isPage,
      options,
    );
  }

  /** All deliveries that fit, newest first, for `for await`; pages are fetched as the loop goes on. */
  async *all(filter: DeliveryFilter = {}, options?: CallOptions): AsyncGenerator<DeliverySummary, void, undefined> {
    for (let after: string | undefined; ;) {
      const page: Page<DeliverySummary> = await this.list(
        { ...filter, ...(after !== undefined && { after }) },
        options,
      );
      yield* page.data;
      if (page.next === null) return;
      after = page.next;
    }
  }

  /** One delivery with its attempts, callbacks, events and request. */
  async get(id: string, options?: CallOptions): Promise<DeliveryDetail> {
    return this.#transport.call(
      { method: 'GET', route: '/v3/deliveries/:id', params: { id }, repetition: 'idempotent' },
      isDetail,
      options,
    );
  }

  /**
   * Sends it again, as a notification of its own to the same recipient, whose present profile counts. Every try carries the
   * same `Idempotency-Key`.
   *
   * @throws ProblemError of kind `invalid` for one that may still be sent by itself; TypeError for a key that cannot be sent
   */
  async resend(id: string, options: NotifyOptions = {}): Promise<NotificationReceipt> {
    const { idempotencyKey = crypto.randomUUID() } = options;
    const fault = headerFault('idempotencyKey', idempotencyKey);
    if (fault) throw new TypeError(fault);
    return this.#transport.call(
      { method: 'POST', route: '/v3/deliveries/:id/resend', params: { id }, idempotencyKey, repetition: 'keyed' },
      isReceipt,
      options,
    );
  }
}
