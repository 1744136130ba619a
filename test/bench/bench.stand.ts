import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, freePort } from '../environment/child.process.js';
import { eventually } from '../environment/eventually.js';

/** The emulator that every leg of the bench sends to. */
export interface BenchEmulator {
  url: string;
  account: { sid: string; token: string };
  sender: string;
  /** Accepted creates since the start. */
  count(): Promise<number>;
  child: Child;
}

/** Starts the emulator without callbacks and with a ledger that only counts. */
export async function startEmulator(): Promise<BenchEmulator> {
  const account = { sid: `AC${randomBytes(16).toString('hex')}`, token: randomBytes(16).toString('hex') };
  const sender = '+14155238886';
  const child = Child.start('emulator', 'dist/apps/twilio-emulator/src/main.js', {
    PORT: '0',
    EMULATOR_ACCOUNTS: `${account.sid}:${account.token}`,
    EMULATOR_SENDERS: sender,
    EMULATOR_CALLBACKS: 'off',
    EMULATOR_LEDGER: 'count',
  });
  const url = await eventually('The start of the emulator', () => /"listening":"([^"]+)"/.exec(child.output)?.[1]);
  const count = async () => {
    const answer = (await (await fetch(`${url}/_emulator/ledger/count`)).json()) as { total: number };
    return answer.total;
  };
  return { url, account, sender, count, child };
}

/** A Herald that the bench loads. */
export interface BenchHerald {
  url: string;
  headers: Record<string, string>;
  child: Child;
  stop(): Promise<void>;
}

/** Starts Herald on an embedded store of its own, its queue on Redis where an address is given. */
export async function startHerald(emulator: BenchEmulator, redisUrl: string | undefined): Promise<BenchHerald> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'herald-bench-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [apiKey, apiSecret] = ['bench', 'a-secret-for-the-bench-only'];
  const child = Child.start('herald', 'dist/apps/server/src/main.js', {
    PORT: String(port),
    HERALD_PUBLIC_URL: url,
    HERALD_DATA_DIR: dataDirectory,
    HERALD_API_KEY: apiKey,
    HERALD_API_SECRET: apiSecret,
    TWILIO_ACCOUNT_SID: emulator.account.sid,
    TWILIO_AUTH_TOKEN: emulator.account.token,
    TWILIO_FROM_NUMBER: emulator.sender,
    // What is measured is Herald, not the pace of the sender.
    TWILIO_SENDS_PER_SECOND: '0',
    TWILIO_API_BASE_URL: emulator.url,
    LOG_LEVEL: 'warn',
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  });
  await eventually('The start of Herald', async () => {
    if (child.hasEnded) throw new Error(child.output);
    return (await fetch(`${url}/readyz`)).ok || undefined;
  });
  const headers = { 'x-api-key': apiKey, 'x-api-secret': apiSecret };
  const upsert = await fetch(`${url}/v3/users/ada`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ phoneNumber: '+12025550142' }),
  });
  if (!upsert.ok) throw new Error(`The user could not be made: ${await upsert.text()}`);
  const stop = async () => {
    await child.end();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { url, headers, child, stop };
}

/** Starts a Redis of the bench's own, or gives undefined where `redis-server` is not installed. */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const port = await freePort();
  const redis = spawn(
    'redis-server',
    ['--port', String(port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const outcome = await Promise.race([
    once(redis, 'error').then(() => 'missing' as const),
    once(redis.stdout, 'data').then(() => 'started' as const),
  ]);
  if (outcome === 'missing') return undefined;
  const stop = async () => {
    const ended = once(redis, 'exit');
    redis.kill('SIGTERM');
    await ended;
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}
