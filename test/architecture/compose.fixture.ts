import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service of `compose.yaml`, as far as it is looked at here. */
export interface ComposeService {
  build?: string;
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  stop_grace_period?: string;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  deploy?: { replicas: number };
  healthcheck?: { test: string[] };
}

/** `compose.yaml`, read with the variables that an operator gives. */
export interface Compose {
  services: Record<string, ComposeService>;
  volumes: Record<string, null>;
  /** Names of the variables without which Compose refuses to start. */
  required: string[];
}

/** `${NAME:?why}` and `${NAME:-default}`. https://docs.docker.com/reference/compose-file/interpolation/ */
const VARIABLE = /\$\{(\w+):([?-])([^}]*)\}/g;

/** @throws when a variable that is required is not given, or one is written in a form that is not known here */
export function readCompose(file: string, given: Readonly<Record<string, string>>): Compose {
  const required = new Set<string>();
  const filled = (text: string) =>
    text.replace(VARIABLE, (_, name: string, kind: string, rest: string) => {
      if (kind === '?') required.add(name);
      const value = given[name] || (kind === '-' ? rest : undefined);
      if (value === undefined) throw new Error(`${file} needs ${name}`);
      return value;
    });
  // As Compose does it: the values are filled in after the text was read, so that they stay text.
  const read = parse(readFileSync(file, 'utf8'), { merge: true }) as object;
  const { services, volumes } = JSON.parse(
    JSON.stringify(read, (_, value: unknown) => {
      if (typeof value !== 'string') return value;
      const text = filled(value);
      if (text.includes('${')) throw new Error(`${file} has a variable in another form`);
      return text;
    }),
  ) as Omit<Compose, 'required'>;
  return { services, volumes, required: [...required] };
}

/** Milliseconds of a duration like `45s` or `2m`. */
export function durationMs(text = ''): number {
  const [, amount, unit = ''] = /^(\d+)(s|m)$/.exec(text) ?? [];
  if (amount === undefined) throw new Error(`${text} is no duration in seconds or minutes`);
  return Number(amount) * { s: 1_000, m: 60_000 }[unit as 's' | 'm'];
}

/** The instructions of a Dockerfile, continued lines joined, without comments. */
export function dockerfileInstructions(file: string): { name: string; value: string }[] {
  return readFileSync(file, 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => {
      const [name = '', ...value] = line.split(/\s+/);
      return { name, value: value.join(' ') };
    });
}
