import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Variables of a Herald that is alone on this machine, whatever the environment says: a key and stores are added. */
const ALONE = {
  DATABASE_URL: '',
  REDIS_URL: '',
  HERALD_ROLE: '',
  HERALD_PUBLIC_URL: '',
  HERALD_ENCRYPTION_KEYS: '',
  HERALD_ADMIN_EMAIL: '',
  HERALD_ADMIN_PASSWORD: '',
  HERALD_DRAIN_MS: '0',
  LOG_LEVEL: 'warn',
};

const START_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Calls `ask` until it gives something, at most until the deadline. */
export async function eventually(what, withinMs, ask) {
  const deadline = performance.now() + withinMs;
  let last;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Error(`${what} did not happen within ${withinMs / 1000} s`, { cause: last });
}

/** Processes of built applications, which end together. */
export class LocalProcesses {
  #children = [];

  /** Starts an application; what it prints to stdout is for the caller. */
  start(name, entry, env) {
    const child = spawn(process.execPath, ['--enable-source-maps', entry], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.name = name;
    this.#children.push(child);
    return child;
  }

  /** Starts a server on a store of its own in `dataDirectory`. */
  startHerald(dataDirectory, port, env) {
    return this.start('Herald', 'dist/apps/server/src/main.js', {
      ...ALONE,
      PORT: String(port),
      HERALD_DATA_DIR: dataDirectory,
      ...env,
    });
  }

  async end() {
    const running = this.#children.filter((child) => child.exitCode === null && child.signalCode === null);
    const ends = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGTERM');
    await Promise.all(ends);
  }
}

/** Waits until a server that was started is ready. */
export async function untilReady(server, base) {
  const isReady = await eventually('The start of Herald', START_WITHIN_MS, async () => {
    if (server.exitCode !== null) return false;
    return (await fetch(`${base}/readyz`)).ok || undefined;
  });
  if (!isReady) throw new Error(`Herald ended with code ${server.exitCode}`);
}
