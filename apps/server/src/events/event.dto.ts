import {
  DISCARD_CODES,
  type DiscardCode,
  type DiscardReason,
  EVENT_TYPES,
  type EventType,
} from '#herald/channel-provider';
import type { EventRecord } from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** Why a delivery will not arrive, for a person to act on. */
@ApiSchema({ name: 'DiscardReason' })
export class DiscardReasonDto implements DiscardReason {
  /** One of the standard reasons, the same for every provider. */
  @ApiProperty({ enum: DISCARD_CODES, enumName: 'DiscardCode' })
  code!: DiscardCode;

  /**
   * The vendor's own code, where it gave one.
   * @example "63016"
   */
  providerCode?: string;

  /** What happened. */
  explanation!: string;

  /** What can be done about it. */
  nextStep!: string;
}

/** Something that happened to a delivery, in the same words for every provider. */
@ApiSchema({ name: 'Event' })
export class EventDto implements EventRecord {
  /** The same whenever the event is read: what to tell duplicates by. */
  id!: string;

  /**
   * `sent`: the provider accepted it; `delivered`: it reached the device; `seen`: the recipient opened it (needs read
   * receipts); `discarded`: it will not arrive, see `reason`.
   */
  @ApiProperty({ enum: EVENT_TYPES, enumName: 'EventType' })
  type!: EventType;

  /** When it happened, by the vendor's clock where the vendor says. */
  occurredAt!: Date;

  /** When Herald learned of it. */
  recordedAt!: Date;

  /** The `requestId` of the call. */
  notificationId!: string;

  /** The delivery that it happened to. */
  deliveryId!: string;

  /**
   * Identifier of the user.
   * @example "user-42"
   */
  recipient!: string;

  /** The customer of the app on whose behalf it was sent. */
  tenant!: string | null;

  /**
   * Null where no integration could be chosen.
   * @example "whatsapp"
   */
  channel!: string | null;

  /**
   * Null where no integration could be chosen.
   * @example "twilio_whatsapp"
   */
  provider!: string | null;

  /** The vendor's id of the message; null until it is known. */
  providerMessageId!: string | null;

  /** Given with `discarded`. */
  reason!: DiscardReasonDto | null;
}

/** A page of events, oldest first. */
@ApiSchema({ name: 'EventPage' })
export class EventPageDto {
  /** The events; none when there is nothing new. */
  data!: EventDto[];

  /** Pass it as `after` to read on, also when `data` is empty: a reader that follows it misses no event. */
  next!: string;
}
