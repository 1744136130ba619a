import { EVENT_TYPES, type EventType } from '#herald/channel-provider';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { LIMITS } from '../http/http.limits.js';

/** Which events. */
export class EventFilterDto {
  /** Only events of this type. */
  @IsOptional()
  @IsIn(EVENT_TYPES)
  type?: EventType;

  /**
   * Only events of this channel.
   * @example "whatsapp"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  channel?: string;

  /**
   * Only events of this provider.
   * @example "twilio_whatsapp"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  provider?: string;

  /** Only events of this notification: the `requestId` of its call. */
  @IsOptional()
  @IsUUID()
  notificationId?: string;
}

/** Which events to read. */
export class EventQueryDto extends EventFilterDto {
  /** `next` of the page before; from the oldest event where it is absent. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  after?: string;

  /** Events per page. */
  @ApiProperty({ required: false, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @Max(LIMITS.page)
  @Min(1)
  @IsInt()
  limit: number = 100;
}

/** Which events to hear of. */
export class EventStreamQueryDto extends EventFilterDto {
  /** A cursor, to begin behind it: `next` of a page, or an `id` of a stream. From now on where it is absent. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  after?: string;
}
