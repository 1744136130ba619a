/** A property of a profile, as it is shown. */
export interface ProfileEntry {
  name: string;
  text: string;
  /** Whether it is a structure, which is shown as code. */
  isCode: boolean;
}

/** Properties that Herald knows come first. */
const KNOWN = ['identifier', 'phoneNumber', 'email', 'locale', 'timezone'];

/** Every property of a profile: those that Herald knows, then the others in the order of the alphabet. */
export function profileEntries(user: Readonly<Record<string, unknown>>): ProfileEntry[] {
  const others = Object.keys(user).filter((name) => !KNOWN.includes(name));
  others.sort((one, other) => one.localeCompare(other));
  return [...KNOWN.filter((name) => user[name] !== undefined && user[name] !== null), ...others].map((name) =>
    entryOf(name, user[name]),
  );
}

function entryOf(name: string, value: unknown): ProfileEntry {
  if (typeof value === 'string') return { name, text: value, isCode: false };
  const isCode = typeof value === 'object' && value !== null;
  return { name, text: JSON.stringify(value, undefined, 2), isCode };
}
