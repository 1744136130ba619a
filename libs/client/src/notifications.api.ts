import { wait } from './abortable.wait.js';
import { shapeOf } from './answer.shape.js';
import { spanFault } from './client.options.js';
import type { CallOptions } from './client.options.js';
import { TimeoutError } from './herald.error.js';
import type { Cancellation, DeliveryStatus, NotificationDetails } from './notification.types.js';
import type { RequestTransport } from './request.transport.js';

/** How far a delivery has to come, as a number: what was discarded goes no further. */
const PROGRESS: Record<DeliveryStatus, number> = { pending: 0, sent: 1, delivered: 2, seen: 3, discarded: 4 };

const isDetails = shapeOf<NotificationDetails>({ requestId: 'string', deliveries: 'array' });

const isCancellation = shapeOf<Cancellation>({});

/** Options of `notifications.waitFor`. */
export interface WaitForOptions {
  /** How far every delivery has to come, unless it is discarded. `delivered` unless given; `seen` needs read receipts. */
  until?: 'sent' | 'delivered' | 'seen';
  /** How long to wait altogether. 60 000 unless given. */
  timeoutMs?: number;
  /** Time between two looks. 500 unless given. */
  pollMs?: number;
  signal?: AbortSignal;
}

/** Notifications that were handed over. */
export class NotificationsApi {
  readonly #transport: RequestTransport;

  constructor(transport: RequestTransport) {
    this.#transport = transport;
  }

  /** A notification with its deliveries, their attempts and events. */
  async get(requestId: string, options?: CallOptions): Promise<NotificationDetails> {
    return this.#transport.call(
      { method: 'GET', route: '/v3/notifications/:requestId', params: { requestId }, repetition: 'idempotent' },
      isDetails,
      options,
    );
  }

  /** Takes a notification back, as far as it was not handed to a vendor. Repeating it does no harm. */
  async cancel(requestId: string, options?: CallOptions): Promise<Cancellation> {
    return this.#transport.call(
      { method: 'POST', route: '/v3/notifications/:requestId/cancel', params: { requestId }, repetition: 'idempotent' },
      isCancellation,
      options,
    );
  }

  /**
   * Looks until every delivery has come as far as asked, or is discarded: for scripts and tests. A service follows the
   * events instead, which costs Herald less.
   *
   * @throws TimeoutError when that takes too long; TypeError for times that no timer can keep; else like `get`
   */
  async waitFor(requestId: string, options: WaitForOptions = {}): Promise<NotificationDetails> {
    const { until = 'delivered', timeoutMs = 60_000, pollMs = 500, signal } = options;
    const fault = spanFault('timeoutMs', timeoutMs, 1) ?? spanFault('pollMs', pollMs, 1);
    if (fault) throw new TypeError(fault);
    const endsAtMs = performance.now() + timeoutMs;
    for (;;) {
      const leftMs = Math.max(1, endsAtMs - performance.now());
      const details = await this.get(requestId, { deadlineMs: leftMs, ...(signal && { signal }) });
      if (details.deliveries.every(({ status }) => PROGRESS[status] >= PROGRESS[until])) return details;
      if (performance.now() + pollMs >= endsAtMs) {
        throw new TimeoutError(`not every delivery was ${until} within ${timeoutMs} ms`, timeoutMs);
      }
      await wait(pollMs, signal);
    }
  }
}
