import { type Kysely, sql } from 'kysely';
import type { Postgres } from './postgres.client.js';
import type { Schema } from './schema.types.js';

/** What a delivery repeats, and what repeats it. */
export interface ResendLinks {
  /** The delivery that this one repeats. */
  resendOf: { deliveryId: string; requestId: string } | null;
  /** Notifications that repeat this delivery, first one first. */
  resends: { requestId: string; createdAt: Date }[];
}

/** Which notification repeats which delivery. */
export class ResendRepository {
  constructor(private readonly postgres: Postgres) {}

  /** To be called before the notification is accepted: it counts only once that is. */
  async link(notificationId: string, deliveryId: string): Promise<void> {
    await sql`insert into resends (notification_id, delivery_id) values (${notificationId}, ${deliveryId})`.execute(
      this.postgres.query,
    );
  }

  /** The notification did not come about. */
  async unlink(notificationId: string): Promise<void> {
    await sql`delete from resends where notification_id = ${notificationId}`.execute(this.postgres.query);
  }
}

/** The links of a delivery of this notification. */
export async function resendLinks(
  query: Kysely<Schema>,
  delivery: { id: string; notificationId: string },
): Promise<ResendLinks> {
  const { rows: origins } = await sql<{ deliveryId: string; requestId: string }>`
    select deliveries.id as "deliveryId", deliveries.notification_id as "requestId"
    from resends join deliveries on deliveries.id = resends.delivery_id
    where resends.notification_id = ${delivery.notificationId}`.execute(query);
  const { rows: resends } = await sql<{ requestId: string; createdAt: Date }>`
    select notifications.id as "requestId", notifications.created_at as "createdAt"
    from resends join notifications on notifications.id = resends.notification_id
    where resends.delivery_id = ${delivery.id}
    order by notifications.id limit 100`.execute(query);
  return { resendOf: origins[0] ?? null, resends };
}
