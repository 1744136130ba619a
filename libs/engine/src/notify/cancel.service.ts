import { Injectable } from '@nestjs/common';
import { type App, CancellationRepository, NotificationRepository, type NotificationView } from '#herald/store';
import { NotFoundError } from '../engine.errors.js';

/** What a cancellation came to so far. */
export interface Cancellation {
  /** Deliveries that were discarded because they were canceled. */
  canceled: number;
  /** Deliveries in the hands of a worker, or whose outcome is unknown: they are discarded if they turn out not to be sent. */
  underWay: number;
  /** Deliveries that cannot be taken back: the vendor has them. */
  handedOver: number;
  /** Deliveries that were discarded for another reason. */
  discarded: number;
  notification: NotificationView;
}

/** Takes back what was accepted, as far as it was not handed over. */
@Injectable()
export class CancelService {
  constructor(
    private readonly cancellations: CancellationRepository,
    private readonly notifications: NotificationRepository,
  ) {}

  /** @throws NotFoundError */
  async cancel(app: App, requestId: string): Promise<Cancellation> {
    const isThere = await this.cancellations.cancel(app.id, requestId);
    const notification = isThere ? await this.notifications.find(app.id, requestId) : undefined;
    if (notification === undefined) throw new NotFoundError('This notification');
    const { deliveries } = notification;
    const isCanceled = ({ reason }: { reason: { code: string } | null }) => reason?.code === 'canceled';
    const discarded = deliveries.filter(({ status }) => status === 'discarded');
    const underWay = deliveries.filter(({ status }) => status === 'pending').length;
    return {
      canceled: discarded.filter(isCanceled).length,
      underWay,
      handedOver: deliveries.length - discarded.length - underWay,
      discarded: discarded.filter((delivery) => !isCanceled(delivery)).length,
      notification,
    };
  }
}
