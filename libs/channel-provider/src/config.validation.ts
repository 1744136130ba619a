import type { ConfigField, ConfigFields, ConfigValue, ProviderConfig } from './config-field.contract.js';
import type { Fault } from './fault.contract.js';

/** Outcome of checking: the configuration with its declared types, and everything that is wrong. */
export interface CheckedConfig {
  config: ProviderConfig;
  faults: Fault[];
}

/**
 * Checks a configuration against its declaration. Text is trimmed; numbers and booleans may come as text, as they do from
 * the environment and from forms; empty text counts as absent.
 *
 * @param fields the provider's declaration
 * @param input what a person or the environment gave
 * @param path prefix of the faults' paths
 */
export function checkConfig(
  fields: ConfigFields,
  input: Readonly<Record<string, unknown>>,
  path = 'config',
): CheckedConfig {
  const { config, faults } = checkValues(fields, input, path);
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && !(name in config) && !faults.some((fault) => fault.path === `${path}.${name}`)) {
      faults.push({ path: `${path}.${name}`, message: `is required: ${field.help}` });
    }
  }
  return { config, faults };
}

/**
 * Checks only what is given: types, shapes, unknown names and fields that come together. Used for overrides, where every
 * field is optional.
 */
export function checkValues(
  fields: ConfigFields,
  input: Readonly<Record<string, unknown>>,
  path: string,
): CheckedConfig {
  const config: Record<string, ConfigValue> = {};
  const faults: Fault[] = [];
  for (const [name, raw] of Object.entries(input)) {
    if (raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '')) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      const known = Object.keys(fields).join(', ');
      faults.push({ path: `${path}.${name}`, message: `is not a setting of this provider; use one of ${known}` });
      continue;
    }
    const value = READERS[field.type](raw, field);
    if (typeof value === 'object') faults.push({ path: `${path}.${name}`, message: value.message });
    else config[name] = value;
  }
  const faultyPaths = new Set(faults.map((fault) => fault.path));
  faults.push(...companionFaults(fields, config, path).filter((fault) => !faultyPaths.has(fault.path)));
  return { config, faults };
}

function companionFaults(fields: ConfigFields, config: Record<string, ConfigValue>, path: string): Fault[] {
  return Object.keys(config).flatMap((name) =>
    (fields[name]?.givenWith ?? [])
      .filter((companion) => !(companion in config))
      .map((companion) => ({ path: `${path}.${companion}`, message: `is required together with ${name}` })),
  );
}

type Read = ConfigValue | { message: string };

const READERS: Record<ConfigField['type'], (raw: unknown, field: ConfigField) => Read> = {
  string: (raw, field) => {
    if (typeof raw !== 'string') return { message: 'must be text' };
    const text = raw.trim();
    if (field.type === 'string' && field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`).test(text)) {
      return { message: `must be ${field.shape ?? `text that matches ${field.pattern}`}` };
    }
    return text;
  },
  number: (raw, field) => {
    const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
    const { minimum = -Infinity, maximum = Infinity } = field.type === 'number' ? field : {};
    if (typeof value !== 'number' || !Number.isFinite(value)) return { message: 'must be a number' };
    if (value < minimum || value > maximum) return { message: `must be between ${minimum} and ${maximum}` };
    return value;
  },
  boolean: (raw) => {
    const isPlain = typeof raw === 'string' || typeof raw === 'boolean' || typeof raw === 'number';
    const value = isPlain ? BOOLEANS.get(String(raw).trim().toLowerCase()) : undefined;
    return value ?? { message: 'must be true or false' };
  },
};

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['on', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['off', false],
  ['no', false],
]);
