import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#herald/store/testing';
import { freePort } from '../environment/child.process.js';
import { alsoWhenBrokenOff } from './bench.ending.js';

/** A server that Herald keeps data in. */
interface DataServer {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** PostgreSQL and Redis in processes of their own, beside Herald. */
export interface BenchStores {
  postgres: DataServer;
  redis: DataServer;
  stop(): Promise<void>;
}

/** Starts PostgreSQL, with the settings of the embedded store, and Redis; undefined where `redis-server` is not installed. */
export async function startStores(): Promise<BenchStores | undefined> {
  const redis = await startRedis();
  if (redis === undefined) return undefined;
  const postgres = await startPostgres();
  const stop = async () => {
    await postgres.stop();
    await redis.stop();
  };
  return { postgres, redis, stop };
}

async function startPostgres(): Promise<DataServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'herald-bench-postgres-'));
  const starting = startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  const stop = alsoWhenBrokenOff(async () => {
    await (await starting).stop();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const server = await starting;
  return { url: server.connectionString, pid: server.pid, stop };
}

/** Starts a Redis that keeps nothing on disk, or gives undefined where it is not installed. */
export async function startRedis(): Promise<DataServer | undefined> {
  const port = await freePort();
  const redis = spawn(
    'redis-server',
    ['--port', String(port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const outcome = await Promise.race([
    once(redis, 'error').then(() => 'missing' as const),
    once(redis.stdout, 'data').then(() => 'started' as const),
  ]);
  if (outcome === 'missing' || redis.pid === undefined) return undefined;
  const stop = alsoWhenBrokenOff(async () => {
    const ended = once(redis, 'exit');
    // The same Ctrl-C may have ended it.
    if (redis.kill('SIGTERM')) await ended;
  });
  return { url: `redis://127.0.0.1:${port}`, pid: redis.pid, stop };
}
