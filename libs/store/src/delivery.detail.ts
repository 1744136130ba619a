import type { JsonObject } from '#herald/channel-provider';
import { type Transaction, sql } from 'kysely';
import { type DeliveryMaterial, MATERIAL_COLUMNS } from './delivery.material.js';
import { type DeliveryView, deliveryViews } from './delivery.view.js';
import type { Postgres } from './postgres.client.js';
import { type ResendLinks, resendLinks } from './resend.repository.js';
import type { Schema } from './schema.types.js';
import type { KeptSignal } from './signal.application.js';

/** A vendor's callback about a delivery. Only verified ones are kept. */
export interface CallbackView {
  id: string;
  receivedAt: Date;
  contentType: string | null;
  /** As it came, but for what is beyond 4 KiB. */
  body: string;
  /** What it tells, with the vendor's own status words. */
  signals: KeptSignal[];
}

/** A delivery with all that led to where it stands. */
export interface DeliveryDetail extends DeliveryView, ResendLinks {
  requestId: string;
  tenant: string | null;
  /** Where it goes, as the provider writes addresses; null where there is none. */
  address: string | null;
  createdAt: Date;
  sendAt: Date | null;
  category: string | null;
  notification: JsonObject;
  data: JsonObject;
  /** Secrets are masked. */
  override: JsonObject | null;
  callbacks: CallbackView[];
}

/** A delivery, and what its request is built from; without a material where no integration could be chosen. */
export interface FoundDelivery {
  detail: DeliveryDetail;
  material: DeliveryMaterial | undefined;
  /** Settings that its request replaced, for `ConfigOverrideSeal`. */
  sealedConfigOverride: Buffer | null;
}

interface DetailRow extends DeliveryMaterial {
  requestId: string;
  tenant: string | null;
  createdAt: Date;
  sendAt: Date | null;
}

const SHOWN_BYTES = 4096;

/** Single deliveries, for reading. */
export class DeliveryDetails {
  constructor(private readonly postgres: Postgres) {}

  /** The delivery as it was at one moment; undefined when the app has none with this id. */
  find(appId: string, deliveryId: string): Promise<FoundDelivery | undefined> {
    const snapshot = this.postgres.query.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    return snapshot.execute(async (query) => {
      const row = await this.#row(query, appId, deliveryId);
      const [view] = row === undefined ? [] : await deliveryViews(query, { by: 'id', id: deliveryId });
      if (row === undefined || view === undefined) return undefined;
      const detail: DeliveryDetail = {
        ...view,
        requestId: row.requestId,
        tenant: row.tenant,
        address: row.address,
        createdAt: row.createdAt,
        sendAt: row.sendAt,
        category: row.category,
        notification: row.content,
        data: row.data,
        override: row.override,
        callbacks: await this.#callbacks(query, deliveryId),
        ...(await resendLinks(query, { id: deliveryId, notificationId: row.requestId })),
      };
      const isBuildable = view.integrationId !== null && row.address !== null;
      return { detail, material: isBuildable ? row : undefined, sealedConfigOverride: row.sealedConfigOverride };
    });
  }

  async #row(query: Transaction<Schema>, appId: string, deliveryId: string): Promise<DetailRow | undefined> {
    const { rows } = await sql<DetailRow>`
      select ${sql.raw(MATERIAL_COLUMNS)}, notifications.id as "requestId", deliveries.tenant,
        deliveries.created_at as "createdAt", notifications.send_at as "sendAt"
      from deliveries
      join notifications on notifications.id = deliveries.notification_id
      join apps on apps.id = deliveries.app_id
      where deliveries.id = ${deliveryId} and deliveries.app_id = ${appId}`.execute(query);
    return rows[0];
  }

  async #callbacks(query: Transaction<Schema>, deliveryId: string): Promise<CallbackView[]> {
    const { rows } = await sql<Omit<CallbackView, 'body'> & { bytes: Buffer }>`
      select id, received_at as "receivedAt", content_type as "contentType", signals,
        substring(body from 1 for ${SHOWN_BYTES}) as bytes
      from callbacks where delivery_id = ${deliveryId} order by id limit 1000`.execute(query);
    return rows.map(({ bytes, ...callback }) => ({ ...callback, body: bytes.toString() }));
  }
}
