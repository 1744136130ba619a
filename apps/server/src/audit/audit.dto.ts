import type { JsonObject } from '#herald/channel-provider';
import { AUDIT_OUTCOMES, type AuditEntry, type AuditOutcome } from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { LIMITS } from '../http/http.limits.js';

/** Which entries to read. */
export class AuditQueryDto {
  /** `next` of the page before; from the newest entry where it is absent. */
  @IsOptional()
  @IsUUID()
  after?: string;

  /** Entries per page. */
  @ApiProperty({ required: false, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @Max(LIMITS.page)
  @Min(1)
  @IsInt()
  limit: number = 100;

  /** Only what this member did. */
  @IsOptional()
  @IsUUID()
  memberId?: string;

  /**
   * Only this action.
   * @example "updateIntegration"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  action?: string;

  /** Only what was done in this app. */
  @IsOptional()
  @IsUUID()
  appId?: string;

  /** Only what was done to this object. */
  @IsOptional()
  @MaxLength(2 * LIMITS.name)
  @IsString()
  object?: string;

  /** Only what ended so. */
  @IsOptional()
  @IsIn(AUDIT_OUTCOMES)
  outcome?: AuditOutcome;

  /** Not before this time. */
  @ApiProperty({ required: false, type: 'string', format: 'date-time' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  /** Before this time. */
  @ApiProperty({ required: false, type: 'string', format: 'date-time' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;
}

/** Something that a member did, or somebody tried. */
@ApiSchema({ name: 'AuditEntry' })
export class AuditEntryDto implements AuditEntry {
  /** The id of the entry. */
  id!: string;

  /** When it was begun. */
  at!: Date;

  /** Who; null where somebody tried to sign in whom Herald does not know, or Herald did it at its start. */
  memberId!: string | null;

  /** Address of the member at the time. */
  email!: string | null;

  /**
   * The `operationId` of the call; `makeFirstAdmin` is done by Herald at its start.
   * @example "updateIntegration"
   */
  action!: string;

  /** The app in which it was done. */
  appId!: string | null;

  /** Id of what was changed or made; several from the outer to the inner, divided by `/`. */
  object!: string | null;

  /** What was asked for: names, and the values that are neither secret nor personal; the rest is masked. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  given!: JsonObject | null;

  /**
   * From where.
   * @example "203.0.113.7"
   */
  ip!: string | null;

  /** What the browser called itself. */
  userAgent!: string | null;

  /**
   * `refused`: the request was at fault; `failed`: Herald was. Null while it is under way, and where the process died over
   * it: it may have been done.
   */
  @ApiProperty({ enum: AUDIT_OUTCOMES, nullable: true })
  outcome!: AuditOutcome | null;

  /**
   * The `type` of the problem that it was answered with.
   * @example "/problems/invalid-request"
   */
  problem!: string | null;
}

/** A page of the audit log, the newest first. */
@ApiSchema({ name: 'AuditPage' })
export class AuditPageDto {
  /** The entries. */
  data!: AuditEntryDto[];

  /** Pass it as `after` for older entries; null at the end. */
  next!: string | null;
}
