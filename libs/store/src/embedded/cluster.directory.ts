import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  access,
  constants,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { codeOf, EmbeddedPostgresError, messageOf } from './embedded-postgres.error.js';
import { locatePostgresBinaries, type PostgresBinaries } from './postgres.binaries.js';
import { ServerLauncher } from './server.launcher.js';
import { serverUser } from './server.user.js';

/** The superuser that initdb makes; Herald uses it for the lock and for making its own role and database. */
export const SUPERUSER = 'postgres';

const PASSWORD_FILE = 'herald-password';
const UNFINISHED_PREFIX = 'postgres.unfinished-';

/** A database cluster that is initialised, and what it takes to run a server on it. */
export interface Cluster {
  /** Absolute, without symbolic links. */
  dataDirectory: string;
  /** The cluster itself (PGDATA), in the data directory. */
  directory: string;
  superuserPassword: string;
  binaries: PostgresBinaries;
  launcher: ServerLauncher;
}

/**
 * The cluster in `<dataDirectory>/postgres`, initialised first where there is none. A cluster appears there whole, with
 * its password inside, by one rename: of two that initialise at once, the slower one gets the faster one's cluster.
 * @throws EmbeddedPostgresError with the mend, also when the directory holds something else
 */
export async function openCluster(dataDirectory: string): Promise<Cluster> {
  const absolute = await makeDirectory(dataDirectory);
  const directory = join(absolute, 'postgres');
  const binaries = locatePostgresBinaries();
  const launcher = await ServerLauncher.for(await serverUser(absolute, directory), binaries, absolute);
  if (!isCluster(directory)) await initialise(absolute, directory, binaries, launcher);
  const superuserPassword = await readPassword(join(directory, PASSWORD_FILE));
  return { dataDirectory: absolute, directory, superuserPassword, binaries, launcher };
}

/** Removes what a Herald that was killed while it initialised has left. To be called by the owner of the cluster. */
export async function removeUnfinishedClusters(dataDirectory: string): Promise<void> {
  const names = await readdir(dataDirectory);
  const unfinished = names.filter((name) => name.startsWith(UNFINISHED_PREFIX));
  await Promise.all(
    unfinished.map((name) => rm(join(dataDirectory, name), { recursive: true, force: true, maxRetries: 5 })),
  );
}

async function makeDirectory(dataDirectory: string): Promise<string> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    await access(dataDirectory, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDirectory);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'data_directory_unusable',
      `the data directory ${resolve(dataDirectory)} cannot be made or written to (${messageOf(cause)}); make it writable ` +
        'for the user that runs Herald, or set HERALD_DATA_DIR to another directory',
      { cause },
    );
  }
}

function isCluster(directory: string): boolean {
  return existsSync(join(directory, 'PG_VERSION'));
}

async function initialise(
  dataDirectory: string,
  directory: string,
  binaries: PostgresBinaries,
  launcher: ServerLauncher,
): Promise<void> {
  const unfinished = await mkdtemp(join(dataDirectory, UNFINISHED_PREFIX));
  try {
    const cluster = join(unfinished, 'cluster');
    const password = join(unfinished, PASSWORD_FILE);
    await mkdir(cluster, { mode: 0o700 });
    await writeFile(password, randomBytes(32).toString('hex'), { mode: 0o600, flush: true });
    for (const path of [unfinished, cluster, password]) await launcher.give(path);
    await launcher.run(binaries.initdb, [
      `--pgdata=${cluster}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--data-checksums',
    ]);
    await rename(password, join(cluster, PASSWORD_FILE));
    await syncDirectory(cluster);
    await rename(cluster, directory);
    await syncDirectory(dataDirectory);
  } catch (cause) {
    // Another Herald was faster, and may have removed our unfinished cluster too.
    if (isCluster(directory)) return;
    throw new EmbeddedPostgresError(
      'init_failed',
      `${directory} could not be initialised (${messageOf(cause).trim()}); the directory must be absent or empty, on a ` +
        'file system with space and with Unix permissions; else set HERALD_DATA_DIR to another, or DATABASE_URL',
      { cause },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Makes a rename inside the directory survive a power failure. Windows cannot, and does not need to, sync directories. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const why = codeOf(cause) === 'ENOENT' ? 'is missing' : `cannot be read (${messageOf(cause)})`;
    throw new EmbeddedPostgresError(
      'data_directory_unusable',
      `${path}, the password of the embedded PostgreSQL, ${why}; restore it from a backup of the same directory, or ` +
        'set HERALD_DATA_DIR to another directory',
      { cause },
    );
  }
}
