import { MEMBER_ROLES, type MemberRole } from '#herald/store';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { LIMITS } from '../http/http.limits.js';
import { PASSWORD_LENGTH } from './password.rules.js';

/** Who wants to sign in. */
@ApiSchema({ name: 'SignIn' })
export class SignInDto {
  /**
   * E-mail address of the member; case does not count.
   * @example "jo@example.com"
   */
  @MaxLength(LIMITS.name)
  @MinLength(1)
  @IsString()
  email!: string;

  /** The member's password. */
  @MaxLength(PASSWORD_LENGTH.max)
  @MinLength(1)
  @IsString()
  password!: string;
}

/** A new password for oneself. */
@ApiSchema({ name: 'PasswordChange' })
export class PasswordChangeDto {
  /** The password until now. */
  @MaxLength(PASSWORD_LENGTH.max)
  @MinLength(1)
  @IsString()
  currentPassword!: string;

  /** The password from now on: 12 to 256 characters. */
  @MaxLength(PASSWORD_LENGTH.max)
  @MinLength(PASSWORD_LENGTH.min)
  @IsString()
  newPassword!: string;
}

/** The member who is signed in. */
@ApiSchema({ name: 'SignedInMember' })
export class SignedInMemberDto {
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
}

/** An app that the member can look at. */
@ApiSchema({ name: 'SessionApp' })
export class SessionAppDto {
  /** The id of the app, for the header `X-Herald-App`. */
  id!: string;

  /** What people call it. */
  name!: string;

  /** The app’s public key. */
  apiKey!: string;
}

/** The session that the browser has. */
@ApiSchema({ name: 'Session' })
export class SessionDto {
  /** Who is signed in. */
  member!: SignedInMemberDto;

  /** The apps, by age. */
  apps!: SessionAppDto[];

  /** To be sent in `X-Herald-CSRF` with everything but GET and HEAD. */
  csrfToken!: string;

  /** The end, however much it is used. Unused for 8 hours it ends before. */
  expiresAt!: Date;
}

/** A session of the member, in one browser. */
@ApiSchema({ name: 'OwnSession' })
export class OwnSessionDto {
  /** The id of the session. */
  id!: string;

  /** Whether it is the one that asks. */
  isCurrent!: boolean;

  /** When it began. */
  createdAt!: Date;

  /** When it was used last, to the minute. */
  lastUsedAt!: Date;

  /** The end, however much it is used. */
  expiresAt!: Date;

  /** What the browser called itself when it signed in. */
  userAgent!: string | null;

  /**
   * From where it signed in.
   * @example "203.0.113.7"
   */
  ip!: string | null;
}

/** All sessions of the member. */
@ApiSchema({ name: 'OwnSessionList' })
export class OwnSessionListDto {
  /** The sessions, the last used first. */
  data!: OwnSessionDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}
