import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.directory.js';
import { CLUSTER_LOCKED, holdingClusterLock } from './cluster.lock.js';
import { codeOf } from './embedded-postgres.error.js';

const FILE = 'postmaster.pid';

/** Where a server on the cluster runs, or ran: the file survives a crash. */
export interface PostmasterAddress {
  pid: number;
  port: number;
}

/**
 * What `postmaster.pid` says (line 1: pid, line 4: port); undefined while there is no server or it is just starting.
 * https://www.postgresql.org/docs/18/storage-file-layout.html
 */
export async function readPostmasterAddress(clusterDirectory: string): Promise<PostmasterAddress | undefined> {
  const lines = (await readPidFile(clusterDirectory)).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/**
 * Removes a `postmaster.pid` whose pid now belongs to some other process, which PostgreSQL takes for a living server.
 * @returns whether it was removed; false when a server may be alive, or where that cannot be told for certain
 */
export async function removeStalePidFile(cluster: Cluster): Promise<boolean> {
  const pid = Number((await readPidFile(cluster.directory)).split('\n')[0]);
  if (!(pid > 0) || (await mayBePostmasterOf(cluster.directory, pid))) return false;
  const [flock, ...lockArguments] = (await holdingClusterLock(cluster.directory)) ?? [];
  if (!flock) return false;
  try {
    await cluster.launcher.run(flock, [...lockArguments, 'rm', '-f', join(cluster.directory, FILE)]);
    return true;
  } catch (error) {
    // The code with which the command ended: a server is alive after all, in another container.
    if (Reflect.get(Object(error), 'code') === CLUSTER_LOCKED) return false;
    throw error;
  }
}

/** Whether the process may be the server on a cluster, which is its working directory; true where that cannot be seen. */
export async function mayBePostmasterOf(clusterDirectory: string, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === clusterDirectory;
  } catch (error) {
    return codeOf(error) !== 'ENOENT';
  }
}

async function readPidFile(clusterDirectory: string): Promise<string> {
  try {
    return await readFile(join(clusterDirectory, FILE), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
