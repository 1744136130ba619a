import { LINK_PURPOSES, type LinkPurpose, MEMBER_ROLES, type MemberRole } from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { LIMITS } from '../http/http.limits.js';
import { PASSWORD_LENGTH } from '../session/password.rules.js';

/** A person who may sign in to the dashboard. */
@ApiSchema({ name: 'Member' })
export class MemberDto {
  /** The id of the member. */
  id!: string;

  /**
   * In lower case.
   * @example "jo@example.com"
   */
  email!: string;

  /** An `admin` may do everything, a `viewer` may look. */
  @ApiProperty({ enum: MEMBER_ROLES, enumName: 'MemberRole' })
  role!: MemberRole;

  /** Whether signing in is forbidden. */
  disabled!: boolean;

  /** False until the member has followed the link that sets the password. */
  hasPassword!: boolean;

  /** When the member signed in last. */
  lastSignedInAt!: Date | null;

  /** When the member was invited. */
  createdAt!: Date;
}

/** All members. */
@ApiSchema({ name: 'MemberList' })
export class MemberListDto {
  /** The members, by address. */
  data!: MemberDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}

/** Somebody to be invited. */
@ApiSchema({ name: 'NewMember' })
export class NewMemberDto {
  /**
   * Where the member is known by; Herald sends nothing there.
   * @example "jo@example.com"
   */
  @MaxLength(LIMITS.name)
  @IsEmail()
  email!: string;

  /** An `admin` may do everything, a `viewer` may look. */
  @ApiProperty({ enum: MEMBER_ROLES, enumName: 'MemberRole' })
  @IsIn(MEMBER_ROLES)
  role!: MemberRole;
}

/** What to change of a member; what is not given stays. */
@ApiSchema({ name: 'MemberChange' })
export class MemberChangeDto {
  /** An `admin` may do everything, a `viewer` may look. */
  @ApiProperty({ enum: MEMBER_ROLES, enumName: 'MemberRole', required: false })
  @IsOptional()
  @IsIn(MEMBER_ROLES)
  role?: MemberRole;

  /** Whether signing in is forbidden. Ends every session of the member at once. */
  @IsOptional()
  @IsBoolean()
  disabled?: boolean;
}

/** A link that sets a password, to be handed to the member. */
@ApiSchema({ name: 'OneTimeLink' })
export class OneTimeLinkDto {
  /**
   * Shown this once. What follows `#` does not leave the browser with the address.
   * @example "https://herald.example.com/setup#8c1l…"
   */
  url!: string;

  /** Until when it works, once. */
  expiresAt!: Date;
}

/** A member with the link that sets the password. */
@ApiSchema({ name: 'InvitedMember' })
export class InvitedMemberDto {
  /** The member. */
  member!: MemberDto;

  /** To be handed to the member. */
  link!: OneTimeLinkDto;
}

/** What a one-time link is asked about. */
@ApiSchema({ name: 'SetupQuestion' })
export class SetupQuestionDto {
  /** What follows `#` in the link. */
  @MaxLength(LIMITS.name)
  @MinLength(1)
  @IsString()
  token!: string;
}

/** What a one-time link is for. */
@ApiSchema({ name: 'SetupAnswer' })
export class SetupAnswerDto {
  /** Makes the first admin, or sets the first or a new password of a member. */
  @ApiProperty({ enum: LINK_PURPOSES, enumName: 'LinkPurpose' })
  purpose!: LinkPurpose;

  /** Of the member; null where the first admin chooses. */
  email!: string | null;

  /** Until when it works, once. */
  expiresAt!: Date;
}

/** A one-time link put to use. */
@ApiSchema({ name: 'Setup' })
export class SetupDto extends SetupQuestionDto {
  /**
   * Of the first admin, where the link names nobody; else it is left out.
   * @example "jo@example.com"
   */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsEmail()
  email?: string | null;

  /** The password from now on: 12 to 256 characters. */
  @MaxLength(PASSWORD_LENGTH.max)
  @MinLength(PASSWORD_LENGTH.min)
  @IsString()
  password!: string;
}
