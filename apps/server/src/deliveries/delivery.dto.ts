import type { EventType, JsonObject } from '#herald/channel-provider';
import { EVENT_TYPES } from '#herald/channel-provider';
import type { InspectedDelivery, ShownRequest } from '#herald/engine';
import {
  type CallbackView,
  DELIVERY_STATUSES,
  type DeliveryPage,
  type DeliveryStatus,
  type DeliverySummary,
  type KeptSignal,
} from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { DiscardReasonDto } from '../events/event.dto.js';
import { DeliveryDto, WaitingDto } from '../notifications/notification.dto.js';

/** A delivery in a list. */
@ApiSchema({ name: 'DeliverySummary' })
export class DeliverySummaryDto implements DeliverySummary {
  /** `GET /v3/deliveries/{id}` shows it whole. */
  id!: string;

  /** The notification that it belongs to. */
  requestId!: string;

  /** The customer of the app on whose behalf it is sent. */
  tenant!: string | null;

  /**
   * Identifier of the user.
   * @example "user-42"
   */
  recipient!: string;

  /** Where it goes, as the provider writes addresses; null where there is none. */
  address!: string | null;

  /** Null where no integration could be chosen. */
  channel!: string | null;

  /** Null where no integration could be chosen. */
  provider!: string | null;

  /** Null where no integration could be chosen. */
  integrationId!: string | null;

  /** What has become of it. */
  @ApiProperty({ enum: DELIVERY_STATUSES, enumName: 'DeliveryStatus' })
  status!: DeliveryStatus;

  /** The vendor's id of the message; null until it is known. */
  providerMessageId!: string | null;

  /** Why it will not arrive; only when it is discarded. */
  reason!: DiscardReasonDto | null;

  /** Why it is not sent yet; only while it is pending. */
  waiting!: WaitingDto | null;

  /** How many tries to send it have ended. */
  attempts!: number;

  /** When its notification was accepted. */
  createdAt!: Date;

  /** When it changed last. */
  updatedAt!: Date;
}

/** A page of deliveries, newest first. */
@ApiSchema({ name: 'DeliveryPage' })
export class DeliveryPageDto implements DeliveryPage {
  /** The deliveries; may be few, or none, though more follow: the answer never takes long, however rare what is looked for. */
  data!: DeliverySummaryDto[];

  /** Pass it as `after` to look further; null when everything was looked through. */
  next!: string | null;
}

/** What a vendor's callback tells. */
@ApiSchema({ name: 'CallbackSignal' })
export class CallbackSignalDto implements KeptSignal {
  /** The vendor's id of the message. */
  providerMessageId!: string;

  /**
   * The vendor's own word.
   * @example "undelivered"
   */
  providerStatus!: string;

  /** The event that it stands for; null for a detail on the way. */
  @ApiProperty({ enum: EVENT_TYPES, enumName: 'EventType', nullable: true })
  event!: EventType | null;

  /** Given with `discarded`. */
  reason!: DiscardReasonDto | null;

  /** ISO 8601, where the vendor says when; null: when it arrived. */
  occurredAt!: string | null;
}

/** A callback of the vendor. Only what was signed with the right key is kept. */
@ApiSchema({ name: 'Callback' })
export class CallbackDto implements CallbackView {
  /** The id of the callback. */
  id!: string;

  /** When it arrived. */
  receivedAt!: Date;

  /** As the vendor sent it. */
  contentType!: string | null;

  /** As the vendor sent it, but for what is beyond 4 KiB. */
  body!: string;

  /** What it tells. */
  signals!: CallbackSignalDto[];
}

/** The request to the vendor. */
@ApiSchema({ name: 'VendorRequest' })
export class VendorRequestDto implements ShownRequest {
  /**
   * What goes out, in the provider's own form; secrets and signatures are masked. Built anew from the notification and the
   * integration's present settings, like each attempt: after the integration was changed, it is what would go out now.
   */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  content!: ShownRequest['content'];

  /** Why there is no request to show; null where there is one. */
  explanation!: string | null;
}

/** A delivery of another notification. */
@ApiSchema({ name: 'ResentDelivery' })
export class ResentDeliveryDto {
  /** The id of the delivery. */
  deliveryId!: string;

  /** The notification that it belongs to. */
  requestId!: string;
}

/** A notification that repeats a delivery. */
@ApiSchema({ name: 'Resend' })
export class ResendDto {
  /** The id of the notification. */
  requestId!: string;

  /** When it was accepted. */
  createdAt!: Date;
}

/** A delivery with everything that is known of it. */
@ApiSchema({ name: 'DeliveryDetail' })
export class DeliveryDetailDto extends DeliveryDto implements InspectedDelivery {
  /** The notification that it belongs to. */
  requestId!: string;

  /** The customer of the app on whose behalf it is sent. */
  tenant!: string | null;

  /** Where it goes, as the provider writes addresses; null where there is none. */
  address!: string | null;

  /** When its notification was accepted. */
  createdAt!: Date;

  /** Earliest time of sending; null for at once. */
  sendAt!: Date | null;

  /** The kind of notification, in the app's own terms. */
  category!: string | null;

  /** What is told: title, message and whatever else the call gave. */
  notification!: JsonObject;

  /** Free data of the notification. */
  data!: JsonObject;

  /** Changes that the call made for itself; secrets are masked. */
  override!: JsonObject | null;

  /** What the vendor reported, in the order of arrival. */
  callbacks!: CallbackDto[];

  /** The delivery that this one repeats. */
  @ApiProperty({ type: () => ResentDeliveryDto, nullable: true })
  resendOf!: ResentDeliveryDto | null;

  /** Notifications that repeat this delivery. */
  resends!: ResendDto[];

  /** What goes to the vendor. What it answered is in `attempts` and `providerMessageId`. */
  request!: VendorRequestDto;
}
