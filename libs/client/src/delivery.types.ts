import type { Channel, DiscardReason, EventType } from './event.types.js';
import type { Delivery, DeliveryStatus, DeliveryWait, NotificationContent } from './notification.types.js';
import type { Override } from './override.types.js';

/** A delivery in a list. Times are ISO 8601 in UTC. */
export interface DeliverySummary {
  id: string;
  requestId: string;
  tenant: string | null;
  /** Identifier of the user. */
  recipient: string;
  /** Where it goes, as the provider writes addresses; `null` where there is none. */
  address: string | null;
  channel: Channel | null;
  provider: string | null;
  integrationId: string | null;
  status: DeliveryStatus;
  providerMessageId: string | null;
  /** Given where it is discarded. */
  reason: DiscardReason | null;
  /** Given while it is pending. */
  waiting: DeliveryWait | null;
  /** How many tries to send it have ended. */
  attempts: number;
  createdAt: string;
  updatedAt: string;
}

/** A vendor's callback about a delivery. */
export interface DeliveryCallback {
  id: string;
  receivedAt: string;
  contentType: string | null;
  /** As it came, but for what is beyond 4 KiB. */
  body: string;
  signals: {
    providerMessageId: string;
    /** The vendor's own word. */
    providerStatus: string;
    /** `null` for a detail on the way. */
    event: EventType | null;
    reason: DiscardReason | null;
    occurredAt: string | null;
  }[];
}

/** A delivery with everything that Herald knows of it. */
export interface DeliveryDetail extends Delivery {
  requestId: string;
  tenant: string | null;
  address: string | null;
  createdAt: string;
  sendAt: string | null;
  category: string | null;
  notification: NotificationContent;
  data: Record<string, unknown>;
  /** Secrets are masked. */
  override: Override | null;
  callbacks: DeliveryCallback[];
  /** The delivery that this one repeats. */
  resendOf: { deliveryId: string; requestId: string } | null;
  /** Notifications that repeat this delivery. */
  resends: { requestId: string; createdAt: string }[];
  /** The request to the vendor, as it would be built now; secrets are masked. `explanation` says why there is none. */
  request: { content: unknown; explanation: string | null };
}

/** Which deliveries; what is left out does not restrict. */
export interface DeliveryFilter {
  status?: DeliveryStatus;
  /** Code of a discard reason. */
  reason?: string;
  channel?: Channel;
  provider?: string;
  integrationId?: string;
  recipient?: string;
  tenant?: string;
  notificationId?: string;
  /** Accepted at this time or later; text is ISO 8601 with a zone. */
  from?: Date | string;
  /** Accepted before this time. */
  to?: Date | string;
  /** A request id, delivery id, message id of the vendor, phone number, email address or recipient. */
  q?: string;
}
