/**
 * What is known of a user. Providers read the address of their channel from it; any further
 * property is kept. Given properties replace, `null` removes, what is not given stays.
 */
export interface UserProfile {
  /** E.164, e.g. `+919988776655`. */
  phoneNumber?: string | null;
  email?: string | null;
  /** BCP 47, e.g. `en-GB`. */
  locale?: string | null;
  /** IANA, e.g. `Europe/Berlin`. */
  timezone?: string | null;
  [property: string]: unknown;
}

/** A user with its profile, flat. */
export interface User extends UserProfile {
  identifier: string;
}
