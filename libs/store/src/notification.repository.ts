import type { JsonObject } from '#herald/channel-provider';
import { sql } from 'kysely';
import { type DeliveryView, deliveryViews } from './delivery.view.js';
import type { Postgres } from './postgres.client.js';

/** One accepted `notify()` call and what became of it. */
export interface NotificationView {
  requestId: string;
  createdAt: Date;
  sendAt: Date | null;
  tenant: string | null;
  category: string | null;
  notification: JsonObject;
  data: JsonObject;
  /** Secrets are masked. */
  override: JsonObject | null;
  deliveries: DeliveryView[];
}

/** A burst of old keys is let go over some sweeps, so that none of these statements takes long. */
const KEYS_AT_ONCE = 5_000;

/** Accepted notifications, for reading. */
export class NotificationRepository {
  constructor(private readonly postgres: Postgres) {}

  /**
   * The notification with its deliveries, attempts and events, all as they were at one moment; undefined when the app
   * has none with this id.
   */
  find(appId: string, notificationId: string): Promise<NotificationView | undefined> {
    const snapshot = this.postgres.query.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    return snapshot.execute(async (query) => {
      const notification = await query
        .selectFrom('notifications')
        .selectAll()
        .where('id', '=', notificationId)
        .where('app_id', '=', appId)
        .executeTakeFirst();
      if (notification === undefined) return undefined;
      return {
        requestId: notification.id,
        createdAt: notification.created_at,
        sendAt: notification.send_at,
        tenant: notification.tenant,
        category: notification.category,
        notification: notification.content,
        data: notification.data,
        override: notification.override,
        deliveries: await deliveryViews(query, { by: 'notification_id', id: notificationId }),
      };
    });
  }

  /** Lets go of idempotency keys older than this, some at a time, so that they may be used anew; gives their number. */
  async forgetIdempotencyKeys(olderThanMs: number): Promise<number> {
    const result = await this.postgres.query
      .updateTable('notifications')
      .set({ idempotency_key: null, body_hash: null })
      .where('id', 'in', (notifications) =>
        notifications
          .selectFrom('notifications')
          .select('id')
          .where('idempotency_key', 'is not', null)
          .where('created_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 ms'`)
          .orderBy('created_at')
          .limit(KEYS_AT_ONCE)
          .forUpdate()
          .skipLocked(),
      )
      .executeTakeFirst();
    return Number(result.numUpdatedRows);
  }
}
