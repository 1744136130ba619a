import { DISCARD_CODES, type DiscardCode } from '#herald/channel-provider';
import { DELIVERY_STATUSES, type DeliveryFilter, type DeliveryStatus } from '#herald/store';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { LIMITS } from '../http/http.limits.js';
import { listOf } from '../http/list.parameter.js';
import { IsPointInTime, timeOf } from '../http/point-in-time.validation.js';

/** Which deliveries. */
export class DeliveryFilterDto {
  /**
   * Only deliveries that stand so, or in one of these ways, with commas between.
   * @example "sent,delivered"
   */
  @ApiProperty({ enum: DELIVERY_STATUSES, enumName: 'DeliveryStatus', isArray: true, required: false })
  @Transform(({ value }: { value: unknown }) => listOf(value))
  @IsOptional()
  @ArrayNotEmpty()
  @ArrayMaxSize(DELIVERY_STATUSES.length)
  @IsIn(DELIVERY_STATUSES, { each: true })
  status?: DeliveryStatus[];

  /** Only deliveries that are discarded for this reason. */
  @ApiProperty({ enum: DISCARD_CODES, enumName: 'DiscardCode', required: false })
  @IsOptional()
  @IsIn(DISCARD_CODES)
  reason?: DiscardCode;

  /**
   * Only deliveries on this channel.
   * @example "whatsapp"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  channel?: string;

  /**
   * Only deliveries through this provider.
   * @example "twilio_whatsapp"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  provider?: string;

  /** Only deliveries through this integration. */
  @IsOptional()
  @IsUUID()
  integrationId?: string;

  /** Only deliveries to the user with this identifier. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  recipient?: string;

  /** Only deliveries on behalf of this customer of the app. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  tenant?: string;

  /** Only deliveries of this notification: the `requestId` of its call. */
  @IsOptional()
  @IsUUID()
  notificationId?: string;

  /**
   * Only deliveries of notifications that were accepted at this time or later.
   * @example "2030-01-31T09:00:00Z"
   */
  @IsOptional()
  @IsPointInTime()
  from?: string;

  /**
   * Only deliveries of notifications that were accepted before this time.
   * @example "2030-02-01T09:00:00Z"
   */
  @IsOptional()
  @IsPointInTime()
  to?: string;

  /**
   * What a person has at hand: a request id, a delivery id, a message id of the vendor, a phone number in any spelling or
   * an email address of a user, or the identifier of a user.
   * @example "+1 202-555-0142"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @MinLength(1)
  @IsString()
  q?: string;
}

/** Which deliveries to read. */
export class DeliveryQueryDto extends DeliveryFilterDto {
  /** `next` of the page before; from the newest delivery where it is absent. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  after?: string;

  /** Deliveries per page. */
  @ApiProperty({ required: false, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @Max(LIMITS.page)
  @Min(1)
  @IsInt()
  limit: number = 50;
}

/** The filter in the store's terms. */
export function toDeliveryFilter({ status, from, to, ...filter }: DeliveryFilterDto): DeliveryFilter {
  const [fromTime, toTime] = [timeOf(from), timeOf(to)];
  return {
    ...filter,
    ...(status && { statuses: status }),
    ...(fromTime && { from: fromTime }),
    ...(toTime && { to: toTime }),
  };
}
