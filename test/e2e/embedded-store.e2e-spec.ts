import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child, freePort } from '../environment/child.process.js';
import { Herald } from '../environment/herald.process.js';

describe('Herald with nothing but a data directory', () => {
  let directory: string;
  let herald: Herald;
  let credentials: Record<string, string>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'herald-embedded-'));
    // An empty value counts as absent.
    herald = await Herald.start({ HERALD_DATA_DIR: directory, HERALD_API_KEY: '', HERALD_API_SECRET: '' });
    credentials = { 'x-api-key': printed('API key'), 'x-api-secret': printed('API secret') };
  });
  afterAll(async () => {
    await herald?.child.end();
    await rm(directory, { recursive: true });
  });

  function printed(what: string): string {
    return new RegExp(`${what} +(\\S+)`).exec(herald.child.output)?.[1] ?? '';
  }

  async function postmasterPid(): Promise<number> {
    return Number.parseInt(await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8'), 10);
  }

  const call = (method: string, path: string, body?: object) => herald.call(method, path, body, credentials);

  it('makes its first app and prints its key and secret, which are good', async () => {
    expect(credentials).toEqual({
      'x-api-key': expect.stringMatching(/^hk_[\w-]{16}$/),
      'x-api-secret': expect.stringMatching(/^hs_[\w-]{43}$/),
    });
    expect(herald.child.output.split(credentials['x-api-secret'] ?? '')).toHaveLength(2);
    expect((await call('PUT', '/v3/users/ada', { phoneNumber: '+12025550142' })).status).toBe(201);
  });

  it('keeps its encryption keys where only its own user can read them', async () => {
    const path = join(directory, 'encryption-keys');
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
    expect(await readFile(path, 'utf8')).toMatch(/^1:[A-Za-z0-9+/]{43}=\n$/);
  });

  it('refuses a second Herald on the same directory, which says why and what to do', async () => {
    const variables = { PORT: String(await freePort()), HERALD_DATA_DIR: directory };
    const second = Child.start('second', 'dist/apps/server/src/main.js', variables);
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(`another Herald (pid ${herald.child.process.pid}) is using ${directory}; stop it`);
    expect(second.output).not.toMatch(/^ +at /m);
    expect((await call('GET', '/v3/users/ada')).status).toBe(200);
  });

  it('stops itself and its PostgreSQL on SIGTERM, and starts again without new credentials', async () => {
    const pid = await postmasterPid();
    expect(isAlive(pid)).toBe(true);
    expect(await herald.child.end('SIGTERM')).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(directory, 'postgres', 'postmaster.pid'))).toBe(false);
    herald = await herald.startAgain();
    expect(herald.child.output).not.toContain('API secret');
    expect((await call('GET', '/v3/users/ada')).body).toEqual({ identifier: 'ada', phoneNumber: '+12025550142' });
  });

  it('comes back after kill -9 with all that it had acknowledged', async () => {
    const pid = await postmasterPid();
    expect((await call('PUT', '/v3/users/grace', { phoneNumber: '+12025550143' })).status).toBe(201);
    await herald.child.end('SIGKILL');
    herald = await herald.startAgain();
    expect((await call('GET', '/v3/users/grace')).status).toBe(200);
    expect(await postmasterPid()).toBe(pid);
    expect(herald.child.output).not.toContain('API secret');
  });

  it('ends when its PostgreSQL is killed, says so, and comes back', async () => {
    process.kill(await postmasterPid(), 'SIGKILL');
    expect(await herald.child.ended()).toBe(1);
    expect(herald.child.output).toContain('the embedded PostgreSQL');
    herald = await herald.startAgain();
    expect((await call('GET', '/v3/users/grace')).status).toBe(200);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
