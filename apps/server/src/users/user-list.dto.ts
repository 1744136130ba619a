import type { ChannelReach } from '#herald/engine';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { DiscardReasonDto } from '../events/event.dto.js';
import { LIMITS } from '../http/http.limits.js';
import { PageQueryDto } from '../http/page.query.dto.js';
import { UserDto } from './user.dto.js';

/** Which users to read. */
export class UserQueryDto extends PageQueryDto {
  /**
   * The beginning of an identifier, or a whole phone number in any spelling, or a whole email address.
   * @example "user-4"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  q?: string;
}

/** A page of users, by identifier. */
@ApiSchema({ name: 'UserPage' })
export class UserPageDto {
  /** The users. */
  data!: UserDto[];

  /** Pass it as `after` to read on; null at the end. */
  next!: string | null;
}

/** On whose behalf a user would be written to. */
export class UserChannelsQueryDto {
  /** A customer of the app, whose own integrations come first. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  tenant?: string;
}

/** Whether a user can be reached on a channel. */
@ApiSchema({ name: 'ChannelReach' })
export class ChannelReachDto implements ChannelReach {
  /**
   * The channel.
   * @example "whatsapp"
   */
  channel!: string;

  /** What would carry a notification; null where nothing is switched on. */
  provider!: string | null;

  /** The integration of that provider; null where nothing is switched on. */
  integrationId!: string | null;

  /** Whether a notification would be sent on this channel. */
  isReachable!: boolean;

  /** Where it would go, as the provider writes addresses; null where it is not reachable. */
  address!: string | null;

  /** Why it is not reachable. */
  reason!: DiscardReasonDto | null;
}

/** The channels of a user. */
@ApiSchema({ name: 'UserChannels' })
export class UserChannelsDto {
  /** Every channel that Herald has a provider for. */
  data!: ChannelReachDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}
