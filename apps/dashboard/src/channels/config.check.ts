import type { ConfigField, Provider } from '../api/herald.types.js';

/** What a form holds of a provider's settings: text as typed, `true` or `false`; null takes a stored value away. */
export type ConfigTexts = Readonly<Record<string, string | null>>;

/** What is wrong with each setting, by its name. */
export type ConfigFaults = Readonly<Record<string, string>>;

/**
 * What the browser can say of settings before Herald is asked; by the same rules.
 *
 * @param fields the provider's declaration
 * @param texts what stands in the form
 * @param kept names of secrets that are stored, which an empty input keeps
 */
export function configFaults(fields: Provider['config'], texts: ConfigTexts, kept: ReadonlySet<string>): ConfigFaults {
  const isGiven = (name: string) => hasText(texts[name]) || (kept.has(name) && texts[name] !== null);
  const faults: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    const text = texts[name] ?? '';
    if (!isGiven(name)) {
      const asking = Object.entries(fields).find(
        ([other, { givenWith }]) => isGiven(other) && givenWith?.includes(name),
      );
      if (field.required) faults[name] = `${field.label} is needed.`;
      else if (asking !== undefined) faults[name] = `Needed together with ${asking[1].label}.`;
      continue;
    }
    const fault = hasText(text) ? valueFault(field, text.trim()) : undefined;
    if (fault !== undefined) faults[name] = fault;
  }
  return faults;
}

function valueFault({ type, pattern, shape, minimum, maximum }: ConfigField, text: string): string | undefined {
  if (type === 'number') {
    const value = Number(text);
    if (!Number.isFinite(value)) return 'Must be a number.';
    if (minimum !== undefined && value < minimum) return `Must be at least ${minimum}.`;
    if (maximum !== undefined && value > maximum) return `Must be at most ${maximum}.`;
  }
  if (type !== 'string' || pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text)) return undefined;
  return `Must be ${shape ?? `text that matches ${pattern}`}.`;
}

/**
 * Settings of which the stored value is no longer right, because it belongs to the former value of another one that the form
 * changes: the label of that other, by the name of the one that was left as it is.
 */
export function leftBehind(fields: Provider['config'], texts: ConfigTexts, stored: ConfigTexts): ConfigFaults {
  const isChanged = (name: string) => texts[name] === null || (texts[name] ?? '') !== (stored[name] ?? '');
  const found: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (isChanged(name) || !(name in stored)) continue;
    const owner = Object.entries(fields).find(
      ([other, { givenWith }]) =>
        isChanged(other) && (field.resetWith === other || (field.secret && givenWith?.includes(name) === true)),
    );
    if (owner !== undefined) found[name] = owner[1].label;
  }
  return found;
}

/** What changed between what is stored and the form, as Herald takes it: null takes a setting away. */
export function configChange(
  fields: Provider['config'],
  texts: ConfigTexts,
  stored: ConfigTexts,
): Record<string, string | null> {
  const change: Record<string, string | null> = {};
  for (const [name, { secret }] of Object.entries(fields)) {
    const text = texts[name] === null ? null : (texts[name] ?? '').trim();
    if (text === (stored[name] ?? '')) continue;
    // An empty input of a secret keeps it; taking it away is said by itself.
    if (secret && text === '') continue;
    change[name] = text === '' ? null : text;
  }
  return change;
}

function hasText(text: string | null | undefined): boolean {
  return (text ?? '').trim() !== '';
}
