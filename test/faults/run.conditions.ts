import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** Under which conditions figures came about: they mean nothing without. */
export interface RunConditions {
  command: string;
  date: string;
  cpu: string;
  cores: number;
  memoryGiB: number;
  node: string;
  redis: string;
}

/** The conditions of this run. */
export function runConditions(command: string): RunConditions {
  return {
    command,
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redis: /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown',
  };
}
