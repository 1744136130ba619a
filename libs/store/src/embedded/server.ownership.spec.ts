import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { DataDirectoryInUseError } from './embedded-postgres.error.js';
import { Installation, until } from './installation.fixture.js';

describe('who owns the embedded server', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.make('linked', 0o755);
  });

  afterAll(async () => {
    await installation.remove();
  });

  it('is taken over, running, from a Herald that was killed, and then stops with the new one', async () => {
    const data = installation.data('taken-over');
    const first = installation.start(data);
    const before = await first.server();
    await query(before.connectionString, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.kill();

    const second = installation.start(data);
    const after = await second.server();
    expect(after).toMatchObject({ takenOver: true, postmasterPid: before.postmasterPid });
    expect(await query(after.connectionString, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await expect(query(before.connectionString, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });

    expect(await second.stop()).toBe(0);
    await expect(query(after.connectionString, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(existsSync(join(data, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('refuses a second living Herald, which is told who is there, and leaves the first alone', async () => {
    const data = installation.data('refused');
    const first = installation.start(data);
    const { connectionString } = await first.server();
    expect(await installation.start(data).started()).toEqual({
      fault: 'in_use',
      message:
        `another Herald (pid ${first.pid}) is using ${data}; stop it, or set HERALD_DATA_DIR to another directory or ` +
        'DATABASE_URL to a PostgreSQL server that both can use',
    });
    expect(await query(connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await first.stop()).toBe(0);
  });

  it.each([2, 4])('lets exactly one of %i Heralds win that start at once on an empty directory', async (count) => {
    const data = installation.data(`race-of-${count}`);
    const heralds = Array.from({ length: count }, () => installation.start(data));
    const started = await Promise.all(heralds.map((herald) => herald.started()));
    const winners = heralds.filter((_, index) => 'postmasterPid' in (started[index] ?? {}));
    const [winner] = winners;
    expect(winners).toHaveLength(1);
    for (const loser of started.filter((outcome) => 'fault' in outcome)) {
      expect(loser).toMatchObject({ fault: 'in_use', message: expect.stringContaining(`(pid ${winner?.pid})`) });
    }
    expect(await winner?.stop()).toBe(0);
    expect(await readdir(data)).toEqual(['postgres', 'postgres.log']);
  });

  it('survives that Herald and the server are killed together', async () => {
    const data = installation.data('both-killed');
    const first = installation.start(data);
    const before = await first.server();
    await query(before.connectionString, 'CREATE TABLE kept AS SELECT 2 AS two');
    process.kill(before.postmasterPid, 'SIGKILL');
    await first.kill();

    const second = installation.start(data);
    const after = await second.server();
    expect(after.takenOver).toBe(false);
    expect(await query(after.connectionString, 'SELECT two FROM kept')).toEqual([{ two: 2 }]);
    expect(await second.stop()).toBe(0);
  });

  it.each([
    ['initialises', (data: string) => namesIn(data).then((names) => names.some((name) => name.includes('unfinished')))],
    ['has initialised', (data: string) => Promise.resolve(existsSync(join(data, 'postgres', 'PG_VERSION')))],
    ['starts the server', (data: string) => Promise.resolve(existsSync(join(data, 'postgres', 'postmaster.pid')))],
  ])('starts after a Herald that was killed while it %s', async (moment, hasCome) => {
    const data = installation.data(moment.replaceAll(' ', '-'));
    const first = installation.start(data);
    await until(`Herald ${moment}`, () => hasCome(data));
    await first.kill();

    const second = installation.start(data);
    const { connectionString } = await second.server();
    expect(await query(connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await second.stop()).toBe(0);
    expect(await readdir(data)).toEqual(['postgres', 'postgres.log']);
  });

  it('lets Herald drain when Ctrl-C reaches its whole process group', async () => {
    const data = installation.data('interrupted');
    const first = installation.start(data);
    await first.server();
    expect(await first.interrupt()).toBe(0);

    const second = installation.start(data);
    const { connectionString } = await second.server();
    expect(await query(connectionString, 'SELECT count(*)::int AS times FROM drained')).toEqual([{ times: 1 }]);
    expect(await second.stop()).toBe(0);
  });

  it('names the host of an owner that runs elsewhere', () => {
    expect(new DataDirectoryInUseError('/data', { pid: 7, host: 'container-b' }, hostname()).message).toMatch(
      /^another Herald \(pid 7 on host container-b\) is using \/data;/,
    );
  });
});

async function namesIn(directory: string): Promise<string[]> {
  return existsSync(directory) ? await readdir(directory) : [];
}

async function query<Row extends QueryResultRow>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
