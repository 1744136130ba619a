/** A control request cannot be carried out; the message names every fault. */
export class ControlRequestError extends Error {
  override readonly name = 'ControlRequestError';

  constructor(readonly faults: readonly string[]) {
    super(faults.join(' '));
  }
}

/** Reads the members of a JSON object one by one and gathers what is wrong with them. */
export class ControlBody {
  readonly #faults: string[] = [];
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(value: unknown, where = '') {
    this.#members = isObject(value) ? value : {};
    if (!isObject(value)) this.#faults.push(`${where || 'The body'} is not a JSON object.`);
  }

  text(name: string): string | undefined {
    const value = this.#members[name];
    if (value === undefined || typeof value === 'string') return value;
    this.#faults.push(`${name} is not text.`);
    return undefined;
  }

  /** A member that must be there. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined && this.#members[name] === undefined) this.#faults.push(`${name} is missing.`);
    return value ?? '';
  }

  wholeNumber(name: string): number | undefined {
    const value = this.#members[name];
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0)) return value;
    this.#faults.push(`${name} is not a whole number from 0 up.`);
    return undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.#members[name];
    if (value === undefined || typeof value === 'boolean') return value;
    this.#faults.push(`${name} is neither true nor false.`);
    return undefined;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.#members[name];
    const chosen = values.find((candidate) => candidate === value);
    if (value !== undefined && chosen === undefined) this.#faults.push(`${name} is none of ${values.join(', ')}.`);
    return chosen;
  }

  /** An object of texts. */
  texts(name: string): Readonly<Record<string, string>> {
    const value = this.#members[name] ?? {};
    const members = isObject(value) ? Object.entries(value) : [];
    const texts = members.filter((member): member is [string, string] => typeof member[1] === 'string');
    this.refuse(!isObject(value) || texts.length < members.length, `${name} is not an object of texts.`);
    return Object.fromEntries(texts);
  }

  /** Refuses what `check` finds wrong. */
  refuse(wrong: boolean, fault: string): void {
    if (wrong) this.#faults.push(fault);
  }

  /** @throws ControlRequestError when anything read so far was wrong */
  finish(): void {
    if (this.#faults.length > 0) throw new ControlRequestError(this.#faults);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
