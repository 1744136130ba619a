import type { Channel, DeliveryEvent, DiscardReason } from './event.types.js';
import type { Override } from './override.types.js';
import type { User } from './user.types.js';

/** What is to be told. A provider uses what its channel can show. */
export interface NotificationContent {
  title?: string;
  message?: string;
  /** A link that the notification leads to. */
  url?: string;
  /** Address of an image that stands for the notification. */
  icon?: string;
  /** Names a template; `data` fills its variables. */
  templateIdentifier?: string;
}

/** Identifier of a known user; or the user itself, which is stored or brought up to date before it is notified. */
export type Recipient = string | User;

interface NotificationParts {
  notification: NotificationContent;
  /** Free name to tell kinds of notifications apart by. */
  category?: string;
  /** Free data, also the variables of a template. */
  data?: Record<string, unknown>;
  /** Not before this time; at once unless given. Text is ISO 8601 with a time zone. */
  sendAt?: Date | string;
  tenant?: string;
  override?: Override;
}

/** One `notify()`: what to tell, and whom, given either as `recipients` or as `sendTo.recipients`. */
export type Notification = NotificationParts &
  ({ recipients: Recipient[]; sendTo?: never } | { sendTo: { recipients: Recipient[] }; recipients?: never });

/** The notification is stored and will be sent, or will show why not. */
export interface NotificationReceipt {
  /** The notification's id: `notifications.get` takes it, events carry it as `notificationId`. */
  requestId: string;
}

/** Where a delivery stands; it only moves up: pending, sent, discarded, delivered, seen. */
export type DeliveryStatus = 'pending' | 'sent' | 'discarded' | 'delivered' | 'seen';

/** One try to hand a delivery to its provider. Times are ISO 8601 in UTC. */
export interface DeliveryAttempt {
  /** From 1. */
  number: number;
  startedAt: string;
  /** `null` while under way. */
  finishedAt: string | null;
  /**
   * `accepted`: the provider took it; `retry`: proven not sent; `rejected`: refused for good; `unknown`: no readable
   * answer came, Herald asks the provider before it sends again; `null` while under way.
   */
  outcome: 'accepted' | 'retry' | 'rejected' | 'unknown' | null;
  /** What kept it from being sent or known, e.g. `dns`, `timeout`, `rate_limited`. */
  cause: string | null;
  /** The vendor's own code, where it gave one. */
  providerCode: string | null;
  explanation: string | null;
  /** True when the recipient may get the message twice: the outcome of an earlier attempt was never learned. */
  duplicateRisk: boolean;
}

/** Why a delivery is still pending. Times are ISO 8601 in UTC. */
export interface DeliveryWait {
  /** Its time has not come; it waits for its turn; a worker is sending it; the provider is being asked whether it has it. */
  stage: 'scheduled' | 'due' | 'claimed' | 'unknown';
  since: string;
  /** When it is sent; or, when the stage is `unknown`, when the provider is asked next. */
  dueAt: string | null;
  explanation: string;
}

/** One notification to one user through one integration. */
export interface Delivery {
  id: string;
  /** Identifier of the user. */
  recipient: string;
  /** `null` where no integration could be chosen, like the two after it. */
  channel: Channel | null;
  provider: string | null;
  integrationId: string | null;
  status: DeliveryStatus;
  providerMessageId: string | null;
  /** Given where it is discarded. */
  reason: DiscardReason | null;
  /** Given while it is pending. */
  waiting: DeliveryWait | null;
  attempts: DeliveryAttempt[];
  /** Oldest first. */
  events: DeliveryEvent[];
}

/** A notification with its deliveries. Times are ISO 8601 in UTC. */
export interface NotificationDetails {
  requestId: string;
  createdAt: string;
  /** `null` for at once. */
  sendAt: string | null;
  tenant: string | null;
  category: string | null;
  notification: NotificationContent;
  data: Record<string, unknown>;
  /** Secrets are masked. */
  override: Override | null;
  deliveries: Delivery[];
}

/** What a cancellation came to so far. */
export interface Cancellation {
  /** Deliveries that were discarded because they were canceled. */
  canceled: number;
  /** Deliveries that are being sent, or whose outcome is unknown: discarded once it turns out that they were not sent. */
  underWay: number;
  /** Deliveries that cannot be taken back: the vendor has them. */
  handedOver: number;
  /** Deliveries that were discarded for another reason. */
  discarded: number;
  notification: NotificationDetails;
}
