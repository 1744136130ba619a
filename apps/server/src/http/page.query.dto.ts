import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { LIMITS } from './http.limits.js';

/** Characters of a cursor that holds a name, as base64 of UTF-8. */
const CURSOR_LENGTH = 8 * LIMITS.name;

/** Which page of a list. */
export class PageQueryDto {
  /** `next` of the page before; from the beginning of the list where it is absent. */
  @IsOptional()
  @MaxLength(CURSOR_LENGTH)
  @IsString()
  after?: string;

  /** Items per page. */
  @ApiProperty({ required: false, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @Max(LIMITS.page)
  @Min(1)
  @IsInt()
  limit: number = 50;
}
