import { shapeOf } from './answer.shape.js';
import type { CallOptions } from './client.options.js';
import type { DeliveryDetail, DeliveryFilter, DeliverySummary } from './delivery.types.js';
import type { Page } from './page.types.js';
import { timeText } from './request.address.js';
import type { RequestTransport } from './request.transport.js';

const isPage = shapeOf<Page<DeliverySummary>>({ data: 'array' });
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
}
