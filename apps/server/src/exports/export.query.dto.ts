import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DeliveryFilterDto } from '../deliveries/delivery.query.dto.js';
import { EventFilterDto } from '../events/event.query.dto.js';
import { LIMITS } from '../http/http.limits.js';
import { EXPORT_FORMATS, type ExportFormat } from './export.format.js';

/** Which deliveries to take along. */
export class DeliveryExportQueryDto extends DeliveryFilterDto {
  /** `csv` for spreadsheets, `ndjson` (a JSON object in each line) for programs. */
  @ApiProperty({ enum: EXPORT_FORMATS, required: false })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat = 'csv';
}

/** Which events to take along. */
export class EventExportQueryDto extends EventFilterDto {
  /** `csv` for spreadsheets, `ndjson` (a JSON object in each line) for programs. */
  @ApiProperty({ enum: EXPORT_FORMATS, required: false })
  @IsOptional()
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat = 'csv';

  /** A cursor of the feed, to begin behind it; at the oldest event where it is absent. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  after?: string;
}
