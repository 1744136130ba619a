import type { AppSecret, ListedApp } from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { CheckedBy } from '../http/dto.validation.js';
import { LIMITS } from '../http/http.limits.js';
import { expiryFaults } from './expiry.validation.js';

/** One product using Herald. */
@ApiSchema({ name: 'App' })
export class AppDto implements ListedApp {
  /** The id of the app, for the header `X-Herald-App`. */
  id!: string;

  /**
   * What people call it.
   * @example "Shop"
   */
  name!: string;

  /** The app’s public key, which stays: the addresses that vendors call back have it in them. */
  apiKey!: string;

  /** When it was made. */
  createdAt!: Date;
}

/** All apps. */
@ApiSchema({ name: 'AppList' })
export class AppListDto {
  /** The apps, the oldest first. */
  data!: AppDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}

/** A name for an app. */
@ApiSchema({ name: 'AppName' })
export class AppNameDto {
  /**
   * What people call it.
   * @example "Shop"
   */
  @MaxLength(LIMITS.name)
  @MinLength(1)
  @IsString()
  name!: string;
}

/** What is known of a secret of an app: not the secret. */
@ApiSchema({ name: 'AppSecret' })
export class AppSecretDto implements AppSecret {
  /** The id of the secret. */
  id!: string;

  /** What people tell it by. */
  label!: string | null;

  /**
   * Its last characters; null of one that Herald did not make.
   * @example "x7Qa"
   */
  hint!: string | null;

  /** When it was made. */
  createdAt!: Date;

  /** From when on it counts no more; null for never. */
  expiresAt!: Date | null;

  /** When it was revoked. */
  revokedAt!: Date | null;

  /** When a call was made with it last, to the minute. */
  lastUsedAt!: Date | null;
}

/** All secrets of an app. */
@ApiSchema({ name: 'AppSecretList' })
export class AppSecretListDto {
  /** The secrets, the newest first, also those that count no more. */
  data!: AppSecretDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}

/** A secret to be made. */
@ApiSchema({ name: 'NewAppSecret' })
export class NewAppSecretDto {
  /**
   * What people tell it by.
   * @example "Staging"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  label?: string | null;

  /** From when on it counts no more; null or absent for never. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, required: false })
  @CheckedBy(expiryFaults)
  expiresAt?: string | null;
}

/** How a secret gives way to a new one. */
@ApiSchema({ name: 'SecretRotation' })
export class SecretRotationDto {
  /** Until when the old secret counts beside the new one; 24 hours from now where it is absent. */
  @ApiProperty({ type: 'string', format: 'date-time', required: false })
  @CheckedBy(expiryFaults)
  oldExpiresAt?: string | null;
}

/** A secret that was just made. */
@ApiSchema({ name: 'MadeAppSecret' })
export class MadeAppSecretDto {
  /** What is known of it from now on. */
  secret!: AppSecretDto;

  /** The secret itself, shown this once. */
  apiSecret!: string;
}

/** A secret in place of another. */
@ApiSchema({ name: 'RotatedAppSecret' })
export class RotatedAppSecretDto extends MadeAppSecretDto {
  /** The old one, with its end. */
  replaced!: AppSecretDto;
}

/** An app that was just made, with its first secret. */
@ApiSchema({ name: 'MadeApp' })
export class MadeAppDto extends MadeAppSecretDto {
  /** The app. */
  app!: AppDto;
}
