import type { JsonObject } from '#herald/channel-provider';

/** What the request of a delivery is built from, the same for every attempt. */
export interface DeliveryMaterial {
  deliveryId: string;
  appId: string;
  apiKey: string;
  provider: string;
  integrationId: string;
  address: string;
  category: string | null;
  content: JsonObject;
  data: JsonObject;
  override: JsonObject | null;
  /** Settings that the request replaces, for `ConfigOverrideSeal`. */
  sealedConfigOverride: Buffer | null;
}

/** The columns of a `DeliveryMaterial`, under its names, from `deliveries`, `notifications` and `apps`. */
export const MATERIAL_COLUMNS = `
      deliveries.id as "deliveryId", deliveries.app_id as "appId", apps.api_key as "apiKey", deliveries.provider,
      deliveries.integration_id as "integrationId", deliveries.address,
      notifications.category, notifications.content, notifications.data, notifications.override,
      deliveries.config_override as "sealedConfigOverride"`;

/** The same columns by their names, from where they were selected before. */
export const MATERIAL_NAMES = `
      "deliveryId", "appId", "apiKey", provider, "integrationId", address, category, content, data, override, "sealedConfigOverride"`;
