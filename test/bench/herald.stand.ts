import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryOf } from '../environment/app.entry.js';
import { Child, freePort } from '../environment/child.process.js';
import { eventually } from '../environment/eventually.js';
import { alsoWhenBrokenOff } from './bench.ending.js';
import type { BenchEmulator } from './emulator.stand.js';
import { cpuMs, descendantsOf } from './process.usage.js';
import type { BenchStores } from './store.stand.js';

/** A Herald that the bench loads, with one user, `ada`. */
export interface BenchHerald {
  url: string;
  apiKey: string;
  headers: Readonly<Record<string, string>>;
  /** Processes by what they are; `redis` only where there is one. */
  pids: { herald: number; database: number; redis: number | undefined };
  /** CPU time used so far by Herald with its database and Redis, in milliseconds. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/** A key of its own for every run would do; a fixed one keeps the store readable when Herald is started again. */
const ENCRYPTION_KEYS = `bench:${Buffer.alloc(32, 'bench').toString('base64')}`;

/** Starts Herald on stores of their own, or on its embedded store where none are given. The sender is not paced. */
export async function startHerald(emulator: BenchEmulator, stores: BenchStores | undefined): Promise<BenchHerald> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'herald-bench-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [apiKey, apiSecret] = ['bench', 'a-secret-for-the-bench-only'];
  const child = Child.run('herald', [process.execPath, ...(await nodeOptions()), entryOf('server')], {
    PORT: String(port),
    HERALD_PUBLIC_URL: url,
    HERALD_DATA_DIR: dataDirectory,
    HERALD_API_KEY: apiKey,
    HERALD_API_SECRET: apiSecret,
    HERALD_MAX_BACKLOG: '10000000',
    HERALD_DRAIN_MS: '0',
    TWILIO_ACCOUNT_SID: emulator.account.sid,
    TWILIO_AUTH_TOKEN: emulator.account.token,
    TWILIO_FROM_NUMBER: emulator.sender,
    TWILIO_SENDS_PER_SECOND: '0',
    TWILIO_API_BASE_URL: emulator.url,
    LOG_LEVEL: 'warn',
    ...(stores && {
      DATABASE_URL: stores.postgres.url,
      REDIS_URL: stores.redis.url,
      HERALD_ENCRYPTION_KEYS: ENCRYPTION_KEYS,
    }),
  });
  const stop = alsoWhenBrokenOff(async () => {
    await child.end();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  const ready = async () => {
    if (child.hasEnded) throw new Error(child.output);
    return (await fetch(`${url}/readyz`)).ok || undefined;
  };
  await eventually('The start of Herald', ready, 60_000);
  const headers = { 'x-api-key': apiKey, 'x-api-secret': apiSecret };
  await makeUser(url, headers);
  const herald = child.process.pid ?? 0;
  const database = stores?.postgres.pid ?? descendantsOf(herald)[0] ?? 0;
  const redis = stores?.redis.pid;
  return {
    url,
    apiKey,
    headers,
    pids: { herald, database, redis },
    // The embedded store is a child of Herald, and counted with it.
    cpuMs: () =>
      [herald, ...(stores ? [database] : []), ...(redis ? [redis] : [])].reduce((sum, pid) => sum + cpuMs(pid), 0),
    stop,
  };
}

/** Options that `npm start` gives Node.js. */
export async function nodeOptions(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').slice(1, -1);
}

async function makeUser(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const upsert = await fetch(`${url}/v3/users/ada`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ phoneNumber: '+12025550142' }),
  });
  if (!upsert.ok) throw new Error(`The user could not be made: ${await upsert.text()}`);
}
