import { once } from 'node:events';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join, normalize } from 'node:path';
import { Client } from 'pg';
import { SUPERUSER, type Cluster } from './cluster.directory.js';
import {
  codeOf,
  DataDirectoryInUseError,
  EmbeddedPostgresError,
  type OwnerProcess,
} from './embedded-postgres.error.js';
import type { PostmasterAddress } from './postmaster.pid-file.js';

/** Key of the session-level advisory lock whose holder owns the server. Any number does; this spells HERL. */
const LOCK_KEY = 0x4845524c;
/** A dead owner's session ends as soon as the server notices; a living owner keeps a newcomer waiting this long. */
const LOCK_WAIT_MS = 3_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero. */
const MAX_SOCKET_PATH_BYTES = 103;

const LOCK_NOT_AVAILABLE = '55P03';
const CANNOT_CONNECT_NOW = '57P03';
const INVALID_PASSWORD = '28P01';

/** What became of one try to own the server: the connection that holds the lock, or why there is none yet. */
export type OwnershipTry = { owned: Client } | { serverIs: 'starting_or_stopping' | 'silent'; cause: unknown };

/**
 * Tries to become the owner of the server on a cluster. Ownership is an advisory lock held by the returned connection:
 * PostgreSQL releases it when the owner dies, however it dies, so a pid used again or hidden in a container cannot
 * deceive anyone. The connection goes through the socket inside the cluster, which no other user can stand in for.
 * @throws DataDirectoryInUseError when another living Herald is the owner
 */
export async function tryToOwn(cluster: Cluster, address: PostmasterAddress): Promise<OwnershipTry> {
  const client = new Client({
    host: hostFor(cluster, address),
    port: address.port,
    user: SUPERUSER,
    password: cluster.superuserPassword,
    database: 'postgres',
    ssl: false,
    application_name: `herald ${process.pid} ${hostname()}`.slice(0, 63),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: LOCK_WAIT_MS + CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_WAIT_MS,
  });
  // The end of the connection is what counts, and comes after each error.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await refuseForeignServer(cluster, client);
    await takeLock(cluster, client);
    await refuseServerElsewhere(address);
    return { owned: client };
  } catch (error) {
    await client.end();
    if (error instanceof EmbeddedPostgresError) throw error;
    if (codeOf(error) === INVALID_PASSWORD) throw passwordRefused(cluster, error);
    return { serverIs: codeOf(error) === CANNOT_CONNECT_NOW ? 'starting_or_stopping' : 'silent', cause: error };
  }
}

function hostFor(cluster: Cluster, address: PostmasterAddress): string {
  const socket = join(cluster.directory, `.s.PGSQL.${address.port}`);
  const usable = process.platform !== 'win32' && Buffer.byteLength(socket) <= MAX_SOCKET_PATH_BYTES;
  return usable ? cluster.directory : '127.0.0.1';
}

/** A copied data directory brings the original's postmaster.pid and password, and so leads to the original's server. */
async function refuseForeignServer(cluster: Cluster, client: Client): Promise<void> {
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  const directory = normalize(rows[0]?.data_directory ?? '');
  if (directory !== cluster.directory) throw new Error(`the server at that port runs on ${directory}`);
}

/**
 * Containers that share the data directory share its socket, but not 127.0.0.1, over which Herald's connections go; and
 * the server goes away with the container that started it.
 */
async function refuseServerElsewhere({ port }: PostmasterAddress): Promise<void> {
  const probe = connect({ port, host: '127.0.0.1' });
  try {
    await once(probe, 'connect');
  } catch (cause) {
    throw new Error('the server runs in another container on the same data directory', { cause });
  } finally {
    probe.destroy();
  }
}

async function takeLock(cluster: Cluster, client: Client): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
  } catch (error) {
    if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new DataDirectoryInUseError(cluster.dataDirectory, await lockHolder(client), hostname());
  }
}

async function lockHolder(client: Client): Promise<OwnerProcess | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT activity.application_name
       FROM pg_locks AS lock
       JOIN pg_stat_activity AS activity USING (pid)
      WHERE lock.locktype = 'advisory' AND lock.granted AND lock.classid = 0 AND lock.objid = $1 AND lock.objsubid = 1`,
    [LOCK_KEY],
  );
  const [, pid, host] = /^herald (\d+) (.+)$/.exec(rows[0]?.application_name ?? '') ?? [];
  return pid && host ? { pid: Number(pid), host } : undefined;
}

function passwordRefused(cluster: Cluster, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'start_failed',
    `the PostgreSQL server in ${cluster.directory} refuses the password that is kept there; restore the directory as a ` +
      'whole from a backup, or set HERALD_DATA_DIR to another directory',
    { cause },
  );
}
