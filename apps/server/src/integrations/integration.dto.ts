import { type ConnectionReport, type JsonObject, type ProviderConfig } from '#herald/channel-provider';
import type { IntegrationView } from '#herald/engine';
import type { IntegrationHealth } from '#herald/store';
import { ApiHideProperty, ApiProperty, ApiSchema, PickType, getSchemaPath } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsObject, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { CheckedBy, Unsupported } from '../http/dto.validation.js';
import { LIMITS } from '../http/http.limits.js';
import { type RecipientInput, recipientFaults } from '../notifications/recipient.validation.js';
import { UserDto } from '../users/user.dto.js';

/** What can be said of an integration beside its provider. Null and absent mean the same where a value has a default. */
class IntegrationSettingsDto {
  /** Tells integrations of one provider apart for people. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  label?: string | null;

  /** The one customer of the app whose notifications it carries; null for the app's own. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @MinLength(1)
  @IsString()
  tenant?: string | null;

  /** Whether it carries notifications. */
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  /** Lowest first where several could carry a notification. */
  @IsOptional()
  @Max(LIMITS.priority)
  @Min(0)
  @IsInt()
  priority?: number;

  /** Whether a call may bring credentials of its own in `override`. */
  @IsOptional()
  @IsBoolean()
  allowCredentialOverride?: boolean;
}

/** A provider to be switched on. */
@ApiSchema({ name: 'NewIntegration' })
export class NewIntegrationDto extends IntegrationSettingsDto {
  /**
   * Id of the provider, from `GET /v3/providers`.
   * @example "twilio_whatsapp"
   */
  @MaxLength(LIMITS.name)
  @MinLength(1)
  @IsString()
  provider!: string;

  /**
   * The provider's settings, as its manifest declares them.
   * @example { "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef", "TWILIO_AUTH_TOKEN": "…", "TWILIO_FROM_NUMBER": "+15005550006" }
   */
  @IsObject()
  config!: JsonObject;
}

/** A provider with settings that are not stored yet. */
@ApiSchema({ name: 'IntegrationDraft' })
export class IntegrationDraftDto extends PickType(NewIntegrationDto, ['provider', 'config']) {}

/** What is to be checked in place of what is stored. */
@ApiSchema({ name: 'IntegrationCheck' })
export class IntegrationCheckDto {
  /** Settings in place of the stored ones; a masked or absent secret is the stored one. Nothing is stored. */
  @IsOptional()
  @IsObject()
  config?: JsonObject | null;
}

/** What to change of an integration; what is not given stays. */
@ApiSchema({ name: 'IntegrationChange' })
export class IntegrationChangeDto extends IntegrationSettingsDto {
  /** Settings to change; a masked or absent secret keeps the stored one. */
  @IsOptional()
  @IsObject()
  config?: JsonObject;

  @ApiHideProperty()
  @Unsupported('the provider of an integration stays: create another integration and delete this one')
  provider?: unknown;
}

/** A failure of the vendor, or of the way to it. */
@ApiSchema({ name: 'VendorFailure' })
export class VendorFailureDto {
  /**
   * What failed, as the attempt has it.
   * @example "refused"
   */
  cause!: string;

  /** When. */
  at!: Date;
}

/** Whether the vendor of an integration takes messages. */
@ApiSchema({ name: 'IntegrationHealth' })
export class IntegrationHealthDto implements IntegrationHealth {
  /**
   * `closed`: all is well. `open`: the vendor failed again and again; nothing is sent, deliveries wait. `half_open`: one
   * delivery tries whether it is well again.
   */
  @ApiProperty({ enum: ['closed', 'open', 'half_open'] })
  state!: IntegrationHealth['state'];

  /** When it opened, or closed, last; null when it never opened. */
  since!: Date | null;

  /** The failure that opened it last, or of the last try. */
  @ApiProperty({ type: () => VendorFailureDto, nullable: true })
  lastFailure!: VendorFailureDto | null;

  /** Not before this the next delivery tries; null when closed. */
  heldUntil!: Date | null;
}

/** A provider switched on for the app, or for one tenant of it. */
@ApiSchema({ name: 'Integration' })
export class IntegrationDto implements IntegrationView {
  /** The id of the integration. */
  id!: string;

  /**
   * Id of the provider.
   * @example "twilio_whatsapp"
   */
  provider!: string;

  /**
   * Channel of the provider.
   * @example "whatsapp"
   */
  channel!: string;

  /** Tells integrations of one provider apart for people. */
  label!: string | null;

  /** The one customer of the app whose notifications it carries; null for the app's own. */
  tenant!: string | null;

  /** Whether it carries notifications. */
  enabled!: boolean;

  /** Lowest first where several could carry a notification. */
  priority!: number;

  /** Whether a call may bring credentials of its own in `override`. */
  allowCredentialOverride!: boolean;

  /** The provider's settings; secrets are masked. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  config!: ProviderConfig;

  /** Whether its vendor takes messages. */
  health!: IntegrationHealthDto;

  /** When it was switched on first. */
  createdAt!: Date;

  /** When it was changed last. */
  updatedAt!: Date;
}

/** All integrations of the app. */
@ApiSchema({ name: 'IntegrationList' })
export class IntegrationListDto {
  /** The integrations, by channel and priority. */
  data!: IntegrationDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}

/** One finding of a check. */
@ApiSchema({ name: 'ConnectionFinding' })
export class ConnectionFindingDto {
  /** An `error` keeps messages from being sent; a `warning` does not. */
  @ApiProperty({ enum: ['error', 'warning'] })
  severity!: 'error' | 'warning';

  /**
   * The setting that it belongs to.
   * @example "TWILIO_FROM_NUMBER"
   */
  field?: string;

  /** What was found, and what to do about it. */
  message!: string;
}

/** What a check of an integration's credentials found. */
@ApiSchema({ name: 'ConnectionReport' })
export class ConnectionReportDto implements ConnectionReport {
  /** Whether messages can be sent. */
  usable!: boolean;

  /** Name of the account at the vendor. */
  accountName?: string;

  /** Everything that is wrong or worth knowing. */
  findings!: ConnectionFindingDto[];
}

/** A message to try an integration with. */
@ApiSchema({ name: 'IntegrationTrial' })
export class IntegrationTrialDto {
  /** Identifier of a known user, or a user in full, which is stored first. */
  @ApiProperty({ oneOf: [{ type: 'string', maxLength: LIMITS.name }, { $ref: getSchemaPath(UserDto) }] })
  @CheckedBy(recipientFaults)
  recipient!: RecipientInput;

  /** The text; a greeting of Herald's where it is absent. */
  @IsOptional()
  @MaxLength(LIMITS.message)
  @IsString()
  message?: string | null;
}
