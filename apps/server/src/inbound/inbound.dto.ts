import type { InboundMedia } from '#herald/channel-provider';
import type { InboundView } from '#herald/store';
import { ApiSchema } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { LIMITS } from '../http/http.limits.js';
import { PageQueryDto } from '../http/page.query.dto.js';

/** Which inbound messages to read. */
export class InboundQueryDto extends PageQueryDto {
  /** Only what came through this provider. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  provider?: string;

  /**
   * Only what this address wrote, as the provider writes addresses.
   * @example "+12025550142"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  sender?: string;
}

/** A file that came with a message; it stays at the vendor. */
@ApiSchema({ name: 'InboundMedia' })
export class InboundMediaDto implements InboundMedia {
  /** Where the vendor keeps it. */
  url!: string;

  /**
   * Its media type.
   * @example "image/jpeg"
   */
  contentType!: string;
}

/** A place that a user shared. */
@ApiSchema({ name: 'InboundLocation' })
export class InboundLocationDto {
  /** Degrees north. */
  latitude!: number;

  /** Degrees east. */
  longitude!: number;

  /** Its name. */
  label?: string;

  /** Its address. */
  address?: string;
}

/** A reply button that a user pressed. */
@ApiSchema({ name: 'InboundButton' })
export class InboundButtonDto {
  /** What is written on it. */
  text!: string;

  /** What it stands for. */
  payload?: string;
}

/** Something that a user wrote. */
@ApiSchema({ name: 'InboundMessage' })
export class InboundMessageDto implements InboundView {
  /** The id of the message here. */
  id!: string;

  /**
   * Through which it came.
   * @example "twilio_whatsapp"
   */
  provider!: string;

  /** The vendor's id of the message. */
  providerMessageId!: string;

  /**
   * Address of the user, as the provider writes addresses.
   * @example "+12025550142"
   */
  from!: string;

  /** The sender of ours that was written to. */
  to!: string;

  /** What the user wrote. */
  text?: string;

  /** How the user is called at the vendor. */
  profileName?: string;

  /** Files that came with it. */
  media!: InboundMediaDto[];

  /** The place that was shared. */
  location?: InboundLocationDto;

  /** The reply button that was pressed. */
  button?: InboundButtonDto;

  /** The vendor's id of the message that this one answers. */
  repliedToProviderMessageId?: string;

  /** True when the message asks not to be written to again. */
  optOut?: boolean;

  /** When it arrived. */
  receivedAt!: Date;
}

/** A page of inbound messages, newest first. */
@ApiSchema({ name: 'InboundMessagePage' })
export class InboundMessagePageDto {
  /** The messages. */
  data!: InboundMessageDto[];

  /** Pass it as `after` to read on; null at the end. */
  next!: string | null;
}
