import { type Fault, isJsonObject, type JsonObject } from '#herald/channel-provider';
import type { InlineUser } from '#herald/engine';
import { LIMITS } from '../http/http.limits.js';

/** Properties of a profile that Herald itself reads: text, or null to remove. All others are the app's own. */
const TEXT_PROPERTIES = ['phoneNumber', 'email', 'locale', 'timezone'] as const;

/** What is wrong with the identifier of a user. */
export function identifierFaults(identifier: unknown, path: string): Fault[] {
  const isUsable = typeof identifier === 'string' && identifier !== '' && identifier.length <= LIMITS.name;
  return isUsable ? [] : [{ path, message: `must be the user's identifier, text of 1 to ${LIMITS.name} characters` }];
}

/**
 * What is wrong with the profile of a user, whether its properties stand beside `identifier` or inside `profile`.
 *
 * @param user parsed JSON
 * @param path of the user
 */
export function profileFaults(user: JsonObject, path: string): Fault[] {
  const nested = user['profile'];
  if (nested !== undefined && nested !== null && !isJsonObject(nested)) {
    return [{ path: `${path}profile`, message: 'must be an object with the properties of the profile' }];
  }
  const faults = [...textFaults(user, path), ...(isJsonObject(nested) ? textFaults(nested, `${path}profile.`) : [])];
  const byteCount = Buffer.byteLength(JSON.stringify(user));
  if (byteCount > LIMITS.profileBytes) {
    const message = `is ${byteCount} bytes of JSON; a profile may have ${LIMITS.profileBytes}: keep less about the user`;
    faults.push({ path: path.replace(/\.$/, ''), message });
  }
  return faults;
}

/** What is wrong with a user that is given in full. */
export function inlineUserFaults(user: JsonObject, path: string): Fault[] {
  return [...identifierFaults(user['identifier'], `${path}identifier`), ...profileFaults(user, path)];
}

/** A user without faults in the engine's terms: properties inside `profile` win over those beside it. */
export function toInlineUser({ identifier, ...user }: JsonObject): InlineUser {
  return { identifier: identifier as string, profile: toProfile(user) };
}

/** The profile of a user without faults, flat. */
export function toProfile({ profile, ...beside }: JsonObject): JsonObject {
  return isJsonObject(profile) ? { ...beside, ...profile } : beside;
}

function textFaults(properties: JsonObject, path: string): Fault[] {
  return TEXT_PROPERTIES.filter((name) => !isTextOrAbsent(properties[name])).map((name) => ({
    path: `${path}${name}`,
    message: 'must be text, or null to remove it',
  }));
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}
