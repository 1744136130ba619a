/** What goes wrong, and whether it does before or after the create was accepted. */
const FAULTS = {
  '429': 'before',
  '500': 'before',
  '502-html': 'before',
  hang: 'before',
  'reset-before-accept': 'before',
  delay: 'before',
  'reset-after-accept': 'after',
  'hang-after-accept': 'after',
  'truncated-after-accept': 'after',
  'empty-201': 'after',
  'garbage-201': 'after',
  'no-sid-201': 'after',
  '5xx-after-accept': 'after',
} as const satisfies Record<string, 'before' | 'after'>;

export type FaultName = keyof typeof FAULTS;

/** Every fault, in the order of the table. */
export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULTS).filter(isFaultName);

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** A fault, and the requests that meet it. */
export interface FaultRule {
  /** Without `path`, only creates match. `path` is a part of the path; `to` and `from` are whole addresses. */
  readonly match: { readonly to?: string; readonly from?: string; readonly path?: string; readonly method?: string };
  readonly fault: FaultName;
  /** How many requests it still strikes. */
  readonly times: number;
  /** Sent as `Retry-After` with 429 and 5xx. */
  readonly retryAfterSeconds?: number;
  /** Waited before the fault takes effect. */
  readonly delayMs?: number;
  /** Twilio's error code in the answer; the fault's own when absent. */
  readonly code?: number;
}

/** What a rule looks at. */
export interface FaultSubject {
  readonly isCreate: boolean;
  readonly method: string;
  readonly path: string;
  readonly to: string | undefined;
  readonly from: string | undefined;
}

/** The faults that are still to strike, in the order they were set. */
export class FaultRules {
  #rules: FaultRule[] = [];

  get pending(): readonly FaultRule[] {
    return this.#rules;
  }

  add(rules: readonly FaultRule[]): void {
    this.#rules.push(...rules);
  }

  clear(): void {
    this.#rules = [];
  }

  /** The first rule that the request meets in this phase; it has struck once more then. */
  take(subject: FaultSubject, phase: 'before' | 'after'): FaultRule | undefined {
    const index = this.#rules.findIndex((rule) => FAULTS[rule.fault] === phase && matches(rule, subject));
    const rule = this.#rules[index];
    if (rule === undefined) return undefined;
    if (rule.times > 1) this.#rules[index] = { ...rule, times: rule.times - 1 };
    else this.#rules.splice(index, 1);
    return rule;
  }
}

function matches({ match }: FaultRule, subject: FaultSubject): boolean {
  if (match.path === undefined ? !subject.isCreate : !subject.path.includes(match.path)) return false;
  if (match.method !== undefined && match.method !== subject.method) return false;
  if (match.to !== undefined && match.to !== subject.to) return false;
  return match.from === undefined || match.from === subject.from;
}
