import type { ProviderConfig } from './config-field.contract.js';
import { checkValues } from './config.validation.js';
import type { Fault } from './fault.contract.js';
import type { JsonObject, JsonValue } from './json.types.js';
import type { ProviderManifest } from './provider.manifest.js';

/** What one request changes for one provider. */
export interface Overrides {
  /** Replaces settings of the integration. */
  config: ProviderConfig;
  /** Goes into the vendor's body, last, under the names the caller wrote. */
  fields: JsonObject;
}

/** Nothing changed. */
export const NO_OVERRIDES: Overrides = Object.freeze({ config: {}, fields: {} });

/** Bounds of one provider's override object. */
export const OVERRIDE_LIMITS = { keys: 64, bytes: 64 * 1024 } as const;

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads `override` of a request for one provider: `override.channel.<channel>` first, `override.<provider id>` over it.
 * Keys that are settings of the provider, at the top or under `_config`, become configuration; all others become fields
 * of the vendor's body.
 *
 * @returns the overrides, and every fault with its path from the request's root
 */
export function readOverrides(
  override: JsonObject | undefined,
  manifest: ProviderManifest,
): { overrides: Overrides; faults: Fault[] } {
  if (override === undefined) return { overrides: NO_OVERRIDES, faults: [] };
  const byChannel = ownValue(override, 'channel');
  const channelPart = isJsonObject(byChannel) ? ownValue(byChannel, manifest.channel) : undefined;
  const forChannel = readPart(channelPart, manifest, `override.channel.${manifest.channel}`);
  const forProvider = readPart(ownValue(override, manifest.id), manifest, `override.${manifest.id}`);
  return {
    overrides: {
      config: { ...forChannel.config, ...forProvider.config },
      fields: mergeFields(forChannel.fields, forProvider.fields),
    },
    faults: [...forChannel.faults, ...forProvider.faults],
  };
}

/**
 * The integration's configuration with the request's changes. A stored setting that belongs to the account of an
 * overridden one (`resetWith`) is dropped, so that credentials of two accounts never mix.
 */
export function overrideConfig<Config extends ProviderConfig>(
  manifest: ProviderManifest,
  config: Config,
  overrides: Overrides,
): Config {
  if (overrides === NO_OVERRIDES) return config;
  const kept = Object.entries(config).filter(([name]) => {
    const owner = manifest.config[name]?.resetWith;
    return owner === undefined || !(owner in overrides.config);
  });
  return { ...(Object.fromEntries(kept) as Config), ...overrides.config };
}

/** True when the request brings secrets of its own instead of the integration's. */
export function hasOverriddenSecrets(manifest: ProviderManifest, overrides: Overrides): boolean {
  return Object.keys(overrides.config).some((name) => manifest.config[name]?.secret === true);
}

/**
 * Lays `over` on `base`, flat: names match without regard to case, arrays and objects replace. The result has no
 * prototype, keeps the base's spelling of a name, and shares no structure that either input could change.
 */
export function mergeFields(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = Object.create(null) as JsonObject;
  const spelling = new Map<string, string>();
  for (const source of [base, over]) {
    for (const [name, value] of Object.entries(source)) {
      const known = spelling.get(name.toLowerCase()) ?? name;
      spelling.set(name.toLowerCase(), known);
      merged[known] = structuredClone(value);
    }
  }
  return merged;
}

/** Paths of keys anywhere in the value that could reach a prototype. */
export function forbiddenKeyPaths(value: JsonValue, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => forbiddenKeyPaths(item, `${path}.${index}`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    FORBIDDEN_KEYS.has(key) ? [`${path}.${key}`] : forbiddenKeyPaths(inner, `${path}.${key}`),
  );
}

/** True for a JSON object, not for an array or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface OverridePart extends Overrides {
  faults: Fault[];
}

function readPart(part: JsonValue | undefined, manifest: ProviderManifest, path: string): OverridePart {
  if (part === undefined || part === null) return { config: {}, fields: {}, faults: [] };
  if (!isJsonObject(part)) return { config: {}, fields: {}, faults: [{ path, message: 'must be an object' }] };
  const faults = limitFaults(part, path);
  faults.push(...repeatedNameFaults(part, path));
  const settingNames = new Map(Object.keys(manifest.config).map((name) => [name.toLowerCase(), name]));
  const settings: Record<string, JsonValue> = {};
  const fields: JsonObject = Object.create(null) as JsonObject;
  for (const [key, value] of Object.entries(part)) {
    const setting = settingNames.get(key.toLowerCase());
    if (setting !== undefined) settings[setting] = value;
    else if (key !== '_config' && !FORBIDDEN_KEYS.has(key)) fields[key] = value;
  }
  const nested = part['_config'];
  if (nested !== undefined && !isJsonObject(nested))
    faults.push({ path: `${path}._config`, message: 'must be an object' });
  const nestedNames = new Set<string>();
  const nestedSettings = isJsonObject(nested) ? nested : {};
  faults.push(...repeatedNameFaults(nestedSettings, `${path}._config`));
  for (const [key, value] of Object.entries(nestedSettings)) {
    if (FORBIDDEN_KEYS.has(key)) continue;
    const name = settingNames.get(key.toLowerCase()) ?? key;
    settings[name] = value;
    nestedNames.add(`${path}.${name}`);
  }
  const checked = checkValues(manifest.config, settings, path);
  const settingFaults = checked.faults.map((fault) =>
    nestedNames.has(fault.path) ? { ...fault, path: fault.path.replace(path, `${path}._config`) } : fault,
  );
  return { config: checked.config, fields, faults: [...faults, ...settingFaults] };
}

function limitFaults(part: JsonObject, path: string): Fault[] {
  const faults = forbiddenKeyPaths(part, path).map((at) => ({ path: at, message: 'is not allowed as a key' }));
  const keyCount = Object.keys(part).length;
  if (keyCount > OVERRIDE_LIMITS.keys) {
    faults.push({ path, message: `has ${keyCount} keys; at most ${OVERRIDE_LIMITS.keys} are allowed` });
  }
  const byteCount = Buffer.byteLength(JSON.stringify(part));
  if (byteCount > OVERRIDE_LIMITS.bytes) {
    faults.push({ path, message: `is ${byteCount} bytes long; at most ${OVERRIDE_LIMITS.bytes} are allowed` });
  }
  return faults;
}

function repeatedNameFaults(part: JsonObject, path: string): Fault[] {
  const seen = new Map<string, string>();
  const faults: Fault[] = [];
  for (const key of Object.keys(part)) {
    const earlier = seen.get(key.toLowerCase());
    if (earlier !== undefined) faults.push({ path: `${path}.${key}`, message: `is given twice, also as ${earlier}` });
    seen.set(key.toLowerCase(), key);
  }
  return faults;
}

function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
