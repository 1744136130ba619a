import type { JsonObject } from '#herald/channel-provider';
import type { Cancellation } from '#herald/engine';
import {
  type AttemptView,
  DELIVERY_STATUSES,
  type DeliveryStatus,
  type DeliveryView,
  type NotificationView,
  type Waiting,
} from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { DiscardReasonDto, EventDto } from '../events/event.dto.js';

/** The call was accepted: it is stored, and ends as sent, delivered, seen or discarded. */
@ApiSchema({ name: 'NotifyAccepted' })
export class NotifyAcceptedDto {
  /**
   * The id of the notification: `GET /v3/notifications/{requestId}` shows it, events carry it as `notificationId`.
   * @example "01934b5c-7d0a-7b63-9c53-2a9a1f4f5c11"
   */
  requestId!: string;
}

/** One try to hand a delivery to its provider. */
@ApiSchema({ name: 'Attempt' })
export class AttemptDto implements AttemptView {
  /** From 1. */
  number!: number;

  /** Before the first byte left. */
  startedAt!: Date;

  /** Null while it is under way. */
  finishedAt!: Date | null;

  /**
   * `accepted`: the provider took it; `retry`: proven not sent, to be tried again; `rejected`: refused for good;
   * `unknown`: no readable answer, it is held until a callback settles it; null while it is under way.
   */
  @ApiProperty({ enum: ['accepted', 'retry', 'rejected', 'unknown'], nullable: true, type: String })
  outcome!: AttemptView['outcome'];

  /**
   * What kept it from being sent or known, e.g. `dns`, `timeout`, `rate_limited`.
   */
  cause!: string | null;

  /** The vendor's own code, where it gave one. */
  providerCode!: string | null;

  /** In words. */
  explanation!: string | null;

  /**
   * True when the recipient may get the message twice: the outcome of an earlier attempt was never learned, the
   * provider did not show a message that came of it, and it was sent again.
   */
  duplicateRisk!: boolean;
}

/** Why a delivery is still pending. */
@ApiSchema({ name: 'Waiting' })
export class WaitingDto implements Waiting {
  /**
   * `scheduled`: its time has not come; `due`: it waits for its turn; `claimed`: a worker is sending it; `unknown`: the
   * provider may or may not have it, and it waits for a callback.
   */
  @ApiProperty({ enum: ['scheduled', 'due', 'claimed', 'unknown'] })
  stage!: Waiting['stage'];

  /** Since when it waits. */
  since!: Date;

  /** When it is sent; or, when the stage is `unknown`, when the provider is asked next. */
  dueAt!: Date | null;

  /** In words. */
  explanation!: string;
}

/** One notification to one user through one integration. */
@ApiSchema({ name: 'Delivery' })
export class DeliveryDto implements DeliveryView {
  /** Events carry it as `deliveryId`. */
  id!: string;

  /**
   * Identifier of the user.
   * @example "user-42"
   */
  recipient!: string;

  /** Null where no integration could be chosen. */
  channel!: string | null;

  /** Null where no integration could be chosen. */
  provider!: string | null;

  /** Null where no integration could be chosen. */
  integrationId!: string | null;

  /** What has become of it; it only moves up: pending, sent, discarded, delivered, seen. */
  @ApiProperty({ enum: DELIVERY_STATUSES, enumName: 'DeliveryStatus' })
  status!: DeliveryStatus;

  /** The vendor's id of the message; null until it is known. */
  providerMessageId!: string | null;

  /** Why it will not arrive; only when it is discarded. */
  reason!: DiscardReasonDto | null;

  /** Why it is not sent yet; only while it is pending. */
  waiting!: WaitingDto | null;

  /** Every try to send it, first one first. */
  attempts!: AttemptDto[];

  /** Everything that happened to it, oldest first. */
  events!: EventDto[];
}

/** A notification with its deliveries. */
@ApiSchema({ name: 'Notification' })
export class NotificationDto implements NotificationView {
  /** The id of the notification. */
  requestId!: string;

  /** When the call was accepted. */
  createdAt!: Date;

  /** Earliest time of sending; null for at once. */
  sendAt!: Date | null;

  /** The customer of the app on whose behalf it is sent. */
  tenant!: string | null;

  /** The kind of notification, in the app's own terms. */
  category!: string | null;

  /** What is told: title, message and whatever else the call gave. */
  notification!: JsonObject;

  /** Free data of the notification. */
  data!: JsonObject;

  /** Changes that the call made for itself; secrets are masked. */
  override!: JsonObject | null;

  /** One for each recipient and integration. */
  deliveries!: DeliveryDto[];
}

/** What a cancellation came to so far. */
@ApiSchema({ name: 'Cancellation' })
export class CancellationDto implements Cancellation {
  /** Deliveries that were discarded because they were canceled. */
  canceled!: number;

  /**
   * Deliveries that are being sent, or whose outcome is unknown. They are discarded as soon as it turns out that they were
   * not sent; what was sent stands.
   */
  underWay!: number;

  /** Deliveries that cannot be taken back: the vendor has them. */
  handedOver!: number;

  /** Deliveries that were discarded for another reason. */
  discarded!: number;

  /** The notification as it stands now. */
  notification!: NotificationDto;
}
