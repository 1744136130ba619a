import { DISCARD_CODES, type DiscardCode, EVENT_TYPES, type EventType } from '#herald/channel-provider';
import type { StatisticsWish } from '#herald/engine';
import { STATISTICS_DIMENSIONS, type StatisticsDimension, type StatisticsRow } from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { LIMITS } from '../http/http.limits.js';
import { listOf } from '../http/list.parameter.js';
import { IsPointInTime, timeOf } from '../http/point-in-time.validation.js';

const INTERVALS = ['minute', 'hour', 'day'] as const;

const BOOLEANS = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

/** Which counts of events. */
export class StatisticsQueryDto {
  /**
   * Whole intervals from the one that holds this time. By default an hour, a day or 30 days before `to`, by interval.
   * @example "2030-01-31T09:00:00Z"
   */
  @IsOptional()
  @IsPointInTime()
  from?: string;

  /**
   * Up to this time; now by default.
   * @example "2030-02-01T09:00:00Z"
   */
  @IsOptional()
  @IsPointInTime()
  to?: string;

  /** `minute`: the last 3 days, a day at a time; `hour`: 32 days at a time; `day`: 1,100 days at a time. */
  @ApiProperty({ enum: INTERVALS, required: false })
  @IsOptional()
  @IsIn(INTERVALS)
  interval: (typeof INTERVALS)[number] = 'hour';

  /** `true`: intervals are added up, so that there is one row for the whole time, with the beginning of the first one. */
  @ApiProperty({ type: 'boolean', required: false, default: false })
  @Transform(({ value }: { value: unknown }) => BOOLEANS.get(value) ?? value)
  @IsOptional()
  @IsBoolean()
  total: boolean = false;

  /**
   * What is counted apart, with commas between; nothing where it is empty.
   * @example "type,provider"
   */
  @ApiProperty({
    required: false,
    type: 'array',
    items: { type: 'string', enum: [...STATISTICS_DIMENSIONS] },
    default: ['type'],
  })
  @Transform(({ value }: { value: unknown }) => listOf(value))
  @IsOptional()
  @IsIn(STATISTICS_DIMENSIONS, { each: true })
  groupBy: StatisticsDimension[] = ['type'];

  /**
   * Where hours and days begin: the IANA name of a time zone.
   * @example "Europe/Berlin"
   */
  @ApiProperty({ type: 'string', required: false, default: 'UTC' })
  @IsOptional()
  @MaxLength(64)
  @IsString()
  timezone: string = 'UTC';

  /** Only events of this type. */
  @ApiProperty({ enum: EVENT_TYPES, enumName: 'EventType', required: false })
  @IsOptional()
  @IsIn(EVENT_TYPES)
  type?: EventType;

  /** Only events of this channel. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  channel?: string;

  /** Only events of this provider. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  provider?: string;

  /** Only events with this reason. */
  @ApiProperty({ enum: DISCARD_CODES, enumName: 'DiscardCode', required: false })
  @IsOptional()
  @IsIn(DISCARD_CODES)
  reason?: DiscardCode;

  /** Only events on behalf of this customer of the app. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  tenant?: string;

  /** `next` of the page before. */
  @IsOptional()
  @MaxLength(4096)
  @IsString()
  after?: string;
}

/** The query in the engine's terms. */
export function toStatisticsWish(dto: StatisticsQueryDto): StatisticsWish {
  const { from, to, interval, total, groupBy, timezone, after, ...only } = dto;
  const [fromTime, toTime] = [timeOf(from), timeOf(to)];
  return {
    interval,
    total,
    groupBy,
    timezone,
    only,
    ...(fromTime && { from: fromTime }),
    ...(toTime && { to: toTime }),
    ...(after !== undefined && { after }),
  };
}

/** How many events occurred in an interval, or in the whole time. What `groupBy` does not name is not there. */
@ApiSchema({ name: 'StatisticsRow' })
export class StatisticsRowDto implements StatisticsRow {
  /** The beginning of the interval. */
  from!: Date;

  /** `sent` is not `delivered`, and `seen` needs read receipts. */
  @ApiProperty({ enum: EVENT_TYPES, enumName: 'EventType', required: false })
  type?: EventType;

  /** Null where no integration could be chosen. */
  channel?: string | null;

  /** Null where no integration could be chosen. */
  provider?: string | null;

  /** Code of the reason; null of events other than `discarded`. */
  reason?: string | null;

  /** Null of what was sent on behalf of no customer. */
  tenant?: string | null;

  /** Events that occurred in the interval, by the vendor's clock where the vendor says. */
  @ApiProperty({ type: 'integer' })
  count!: number;

  /** When the last of them occurred. */
  lastAt!: Date;
}

/** Counts of events. */
@ApiSchema({ name: 'StatisticsPage' })
export class StatisticsPageDto {
  /** What was read from on; it began with the interval that holds this time. */
  from!: Date;

  /** What was read up to. */
  to!: Date;

  /** By time, then by what is counted apart. Where nothing happened there is no row. */
  data!: StatisticsRowDto[];

  /** Pass it as `after` for the rest; null when this is all. */
  next!: string | null;
}
