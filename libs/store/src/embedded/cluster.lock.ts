import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** With this code flock(1) ends when a server on the cluster is alive. */
export const CLUSTER_LOCKED = 75;

/**
 * The words to put in front of a command so that it holds the kernel's lock on a cluster's directory, and so do all
 * processes it starts, until the last of them ends; undefined where there is no flock(1) of util-linux.
 * PostgreSQL's own lock file holds a pid, which means nothing to another container on the same volume.
 * https://man7.org/linux/man-pages/man1/flock.1.html
 */
export async function holdingClusterLock(clusterDirectory: string): Promise<string[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    await execFileAsync('flock', ['--shared', '--no-fork', '/', 'true']);
  } catch {
    return undefined;
  }
  return ['flock', '--nonblock', '--no-fork', '--conflict-exit-code', String(CLUSTER_LOCKED), clusterDirectory];
}
