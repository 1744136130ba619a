import type { JsonObject } from '#herald/channel-provider';

/** A recipient that comes with its profile; the user is made or updated by it. */
export interface InlineUser {
  identifier: string;
  profile: JsonObject;
}

/** One `notify()` call, checked for its shape. */
export interface NotifyRequest {
  /** Id of the notification, where it had to be known beforehand. */
  id?: string;
  /** `notification` of the request: title, message, url, icon, templateIdentifier and whatever else it holds. */
  content: JsonObject;
  /** As given; one that is named twice gets the notification once. */
  recipients: readonly (string | InlineUser)[];
  category?: string;
  data: JsonObject;
  sendAt?: Date;
  tenant?: string;
  override?: JsonObject;
  idempotencyKey?: string;
  /** Tells two bodies under one idempotency key apart. */
  bodyHash?: Buffer;
  /** Restricts the notification to one integration. */
  integrationId?: string;
}
