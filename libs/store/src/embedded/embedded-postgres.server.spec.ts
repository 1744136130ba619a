import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.server.js';
import { killServerIn } from './installation.fixture.js';

describe('the embedded PostgreSQL server', () => {
  const running: EmbeddedPostgres[] = [];
  const said: string[] = [];
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(await realpath(tmpdir()), 'herald-server-'));
  });

  afterAll(async () => {
    await Promise.allSettled(running.map((server) => server.stop()));
    for (const name of await readdir(root)) await killServerIn(join(root, name));
    await rm(root, { recursive: true, force: true, maxRetries: 10 });
  });

  const start = async (dataDirectory: string): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({ dataDirectory, log: (message) => said.push(message) });
    running.push(server);
    return server;
  };

  it('initialises a cluster on the first start, and keeps what was written over a restart', async () => {
    const dataDirectory = join(root, 'first', 'deeper');
    const first = await start(dataDirectory);
    expect(first.takenOver).toBe(false);
    await query(first, `CREATE TABLE kept AS SELECT 'grüße' AS word`);
    await first.stop();
    await expect(first.exited).resolves.toBeUndefined();
    await expect(query(first, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    const second = await start(dataDirectory);
    expect(second.takenOver).toBe(false);
    expect(second.pid).not.toBe(first.pid);
    expect(second.connectionString).not.toBe(first.connectionString);
    expect(await query(second, 'SELECT word FROM kept')).toEqual([{ word: 'grüße' }]);
    await second.stop();
    await second.stop();
  });

  it('is durable, UTF-8, checksummed, and reachable from this machine with a password only', async () => {
    const server = await start(join(root, 'settings'));
    const rows = await query<{ name: string; setting: string }>(
      server,
      `SELECT name, setting FROM pg_settings WHERE name = ANY('{fsync,synchronous_commit,data_checksums,server_encoding,
         listen_addresses,max_connections,jit,TimeZone}')`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '127.0.0.1',
      max_connections: '60',
      jit: 'off',
      TimeZone: 'UTC',
    });
    expect(await query(server, `SELECT datcollate, datctype FROM pg_database WHERE datname = 'herald'`)).toEqual([
      { datcollate: 'C', datctype: 'C' },
    ]);
    const wrong = new URL(server.connectionString);
    wrong.password = 'wrong';
    const stranger = new Client({ connectionString: wrong.href });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('takes other settings for those who ask for them', async () => {
    const settings = { max_connections: '70' };
    const server = await startEmbeddedPostgres({ dataDirectory: join(root, 'asked'), log: () => undefined, settings });
    running.push(server);
    expect(await query(server, `SELECT current_setting('max_connections') AS most`)).toEqual([{ most: '70' }]);
    expect(await query(server, `SELECT current_setting('jit') AS jit`)).toEqual([{ jit: 'off' }]);
  });

  it('gives Herald a role that owns its database but is no superuser, and a password that is written nowhere', async () => {
    const dataDirectory = join(root, 'role');
    const server = await start(dataDirectory);
    const [role] = await query(server, 'SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user');
    expect(role).toEqual({ rolname: 'herald', rolsuper: false });
    await query(server, 'CREATE SCHEMA own; CREATE TABLE own.things (id int); CREATE TABLE things (id int)');
    await expect(query(server, `COPY things FROM PROGRAM 'echo 1'`)).rejects.toMatchObject({ code: '42501' });

    const superuserPassword = join(dataDirectory, 'postgres', 'herald-password');
    expect((await stat(superuserPassword)).mode & 0o777).toBe(0o600);
    const secrets = [new URL(server.connectionString).password, await readFile(superuserPassword, 'utf8')];
    const written = [...said, await readFile(join(dataDirectory, 'postgres.log'), 'utf8')].join('\n');
    for (const secret of secrets) expect(written).not.toContain(secret);
  });

  it('keeps the text of failed statements out of its log', async () => {
    const dataDirectory = join(root, 'quiet');
    const server = await start(dataDirectory);
    await expect(query(server, `SELECT 'canary-in-a-statement'::int`)).rejects.toMatchObject({ code: '22P02' });
    await server.stop();
    const log = await readFile(join(dataDirectory, 'postgres.log'), 'utf8');
    expect(log).toContain('database system is shut down');
    expect(log).not.toContain('canary');
  });

  it('tells that the server was killed, and starts again with everything that was committed', async () => {
    const dataDirectory = join(root, 'killed');
    const first = await start(dataDirectory);
    await query(first, 'CREATE TABLE committed AS SELECT 7 AS seven');
    process.kill(first.pid, 'SIGKILL');
    await expect(first.exited).resolves.toMatchObject({ name: 'EmbeddedPostgresError', fault: 'lost' });
    await first.stop();

    const second = await start(dataDirectory);
    expect(second.takenOver).toBe(false);
    expect(await query(second, 'SELECT seven FROM committed')).toEqual([{ seven: 7 }]);
  });

  it('tells that one of the server’s processes was killed', async () => {
    const server = await start(join(root, 'crashed'));
    const client = new Client({ connectionString: server.connectionString });
    const ended = new Promise<void>((resolve) => void client.on('error', () => undefined).once('end', resolve));
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await expect(server.exited).resolves.toMatchObject({ fault: 'lost' });
    await ended;
  });

  it('works in a directory whose path is too long for a socket', async () => {
    const server = await start(join(root, 'long', 'd'.repeat(120), 'data'));
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('clears a postmaster.pid whose pid belongs to another program by now', async () => {
    const dataDirectory = join(root, 'stale');
    await (await start(dataDirectory)).stop();
    const cluster = join(dataDirectory, 'postgres');
    const { uid, gid } = await stat(cluster);
    const ids = process.geteuid?.() === 0 ? { uid, gid } : {};
    const stranger: ChildProcess = spawn('sleep', ['60'], { ...ids, cwd: '/' });
    try {
      const lines = [stranger.pid, cluster, 1_700_000_000, 5432, '.', '127.0.0.1', '1 1', 'ready'];
      await writeFile(join(cluster, 'postmaster.pid'), `${lines.join('\n')}\n`);
      const server = await start(dataDirectory);
      expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(said).toContainEqual(expect.stringContaining('postmaster.pid, which a server that is gone had left'));
      await server.stop();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('removes what an initialisation that was cut off has left', async () => {
    const dataDirectory = join(root, 'cut-off');
    const left = join(dataDirectory, 'postgres.unfinished-abc123');
    await mkdir(join(left, 'cluster', 'base'), { recursive: true });
    await (await start(dataDirectory)).stop();
    expect(existsSync(left)).toBe(false);
  });

  it('moves a full log aside', async () => {
    const dataDirectory = join(root, 'log');
    await mkdir(dataDirectory);
    await writeFile(join(dataDirectory, 'postgres.log'), 'x'.repeat(9 * 1024 * 1024));
    await (await start(dataDirectory)).stop();
    expect((await stat(join(dataDirectory, 'postgres.log'))).size).toBeLessThan(10_000);
    expect((await stat(join(dataDirectory, 'postgres.log.1'))).size).toBe(9 * 1024 * 1024);
  });

  it('leaves alone a directory that holds something else', async () => {
    const dataDirectory = join(root, 'occupied');
    await mkdir(join(dataDirectory, 'postgres'), { recursive: true });
    await writeFile(join(dataDirectory, 'postgres', 'diary.txt'), 'mine');
    await expect(start(dataDirectory)).rejects.toMatchObject({
      fault: expect.stringMatching(/init_failed|data_directory_unusable/),
      message: expect.stringContaining('HERALD_DATA_DIR'),
    });
    expect(await readdir(dataDirectory)).toEqual(['postgres']);
    expect(await readdir(join(dataDirectory, 'postgres'))).toEqual(['diary.txt']);
  });

  it('says what to do when the data directory cannot be made', async () => {
    await writeFile(join(root, 'a-file'), '');
    await expect(start(join(root, 'a-file', 'data'))).rejects.toMatchObject({
      fault: 'data_directory_unusable',
      message: expect.stringContaining('HERALD_DATA_DIR'),
    });
  });

  it('passes on why PostgreSQL would not start', async () => {
    const dataDirectory = join(root, 'older');
    await (await start(dataDirectory)).stop();
    await writeFile(join(dataDirectory, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start(dataDirectory)).rejects.toMatchObject({
      fault: 'start_failed',
      message: expect.stringMatching(/incompatible/),
    });
  });
});

async function query<Row extends QueryResultRow>(server: EmbeddedPostgres, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: server.connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
