import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Child, freePort } from './child.process.js';
import { eventually } from './eventually.js';

/** True when this machine has a `redis-server`. */
export const IS_REDIS_INSTALLED = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis server of one spec's own, which keeps nothing on disk. */
export interface RedisServer {
  url: string;
  /** Connected to it. */
  client: Redis;
  /** Ends it without giving it a chance to do anything about it, and starts it again at the same port, empty. */
  killAndStart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `redis-server` on a free port, in a folder of its own. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-redis-'));
  const port = String(await freePort());
  const options = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no' };
  const parameters = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  let child = await startServer(parameters);
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url);
  const stop = async () => {
    await client.quit();
    await child.end();
    await rm(folder, { recursive: true });
  };
  const killAndStart = async () => {
    await child.end('SIGKILL');
    child = await startServer(parameters);
  };
  return { url, client, killAndStart, stop };
}

async function startServer(parameters: readonly string[]): Promise<Child> {
  const child = Child.run('redis', ['redis-server', ...parameters]);
  await eventually('The start of Redis', () => {
    if (child.hasEnded) throw new Error(`It ended: ${child.output}`);
    return child.output.includes('Ready to accept connections') || undefined;
  });
  return child;
}

/** Everything that a Redis holds, keys and values, as one text. */
export async function everythingIn(client: Redis): Promise<string> {
  const parts: string[] = [];
  for (const key of await client.keys('*')) parts.push(key, JSON.stringify(await valueOf(client, key)));
  return parts.join('\n');
}

async function valueOf(client: Redis, key: string): Promise<unknown> {
  const type = await client.type(key);
  const read = READERS[type];
  // A key may go away between the listing and the look.
  if (type === 'none') return undefined;
  if (read === undefined) throw new Error(`${key} is a ${type}, which nobody reads here`);
  return read(client, key);
}

const READERS: Record<string, (client: Redis, key: string) => Promise<unknown>> = {
  string: (client, key) => client.get(key),
  hash: (client, key) => client.hgetall(key),
  list: (client, key) => client.lrange(key, '0', '-1'),
  set: (client, key) => client.smembers(key),
  zset: (client, key) => client.zrange(key, '0', '-1'),
  stream: (client, key) => client.xrange(key, '-', '+'),
};
