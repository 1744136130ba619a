import type { Fault, JsonObject, JsonValue } from '#herald/channel-provider';
import { ApiSchema } from '@nestjs/swagger';
import { inlineUserFaults, profileFaults } from './inline-user.validation.js';

/** What is known of a user. Providers read the address of their channel from it; every other property is kept as it is. */
@ApiSchema({
  name: 'Profile',
  description: 'Providers read the address of their channel from it; every other property is kept as it is.',
})
export class ProfileDto {
  /**
   * E.164, as WhatsApp, SMS and voice need it. Null removes it.
   * @example "+12025550142"
   */
  phoneNumber?: string | null;

  /**
   * Null removes it.
   * @example "jo@example.com"
   */
  email?: string | null;

  /**
   * BCP 47. Null removes it.
   * @example "en-GB"
   */
  locale?: string | null;

  /**
   * IANA name. Null removes it.
   * @example "Europe/Berlin"
   */
  timezone?: string | null;

  [property: string]: JsonValue | undefined;

  static faultsOf(body: JsonObject): Fault[] {
    return profileFaults(body, '');
  }
}

/** A user with its profile, flat. */
@ApiSchema({ name: 'User', description: 'A user with its profile, flat; every other property is kept as it is.' })
export class UserDto extends ProfileDto {
  /**
   * The app's own name for the user, 1 to 256 characters.
   * @example "user-42"
   */
  identifier!: string;

  static override faultsOf(body: JsonObject): Fault[] {
    return inlineUserFaults(body, '');
  }
}
