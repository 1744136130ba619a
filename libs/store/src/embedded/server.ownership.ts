import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Cluster } from './cluster.directory.js';
import { EmbeddedPostgresError, messageOf } from './embedded-postgres.error.js';
import { tryToOwn } from './owner.lock.js';
import { readPostmasterAddress, removeStalePidFile, type PostmasterAddress } from './postmaster.pid-file.js';
import { Postmaster, type EarlyEnd } from './postmaster.process.js';
import type { PostmasterSettings } from './postmaster.settings.js';
import type { ServerLog } from './server.log.js';

/** How long a server may give no sign of life. One that recovers after a crash answers that it is starting. */
const SILENCE_MS = 60_000;
const ASK_AGAIN_MS = 50;
const START_AGAIN_MS = 250;

/** A running server that belongs to this process as long as the connection `owner` lives. */
export interface OwnedServer {
  owner: Client;
  address: PostmasterAddress;
  /** Whether it had been running already. */
  takenOver: boolean;
}

/**
 * Owns the server that runs on the cluster, after starting one if none does. Whoever starts it need not become its
 * owner: of several Heralds that start at once exactly one gets the lock.
 * @throws DataDirectoryInUseError when another living Herald is the owner
 * @throws EmbeddedPostgresError `start_failed` when no server comes up
 */
export async function ownServer(
  cluster: Cluster,
  serverLog: ServerLog,
  log: (message: string) => void,
  settings?: PostmasterSettings,
): Promise<OwnedServer> {
  let started: Postmaster | undefined;
  let cause: unknown;
  let silentSince = Date.now();
  while (Date.now() - silentSince < SILENCE_MS) {
    const address = await readPostmasterAddress(cluster.directory);
    if (address) {
      const attempt = await tryToOwn(cluster, address);
      if ('owned' in attempt) return { owner: attempt.owned, address, takenOver: address.pid !== started?.pid };
      cause = attempt.cause;
      if (attempt.serverIs === 'starting_or_stopping') silentSince = Date.now();
    }
    if (started?.hasEnded) {
      await dealWith(await started.whyEnded(), cluster, log);
      await delay(START_AGAIN_MS);
      started = undefined;
    } else {
      started ??= await Postmaster.start(cluster, serverLog, settings);
      await delay(ASK_AGAIN_MS);
    }
  }
  started?.abandon();
  const why = cause === undefined ? '' : ` (${messageOf(cause)})`;
  throw new EmbeddedPostgresError(
    'start_failed',
    `no PostgreSQL server on ${cluster.directory} could be reached for ${SILENCE_MS / 1000} s${why}; the end of ${serverLog.path} may ` +
      `say why. A server may be stuck there: end it (its pid is the first line of ${cluster.directory}/postmaster.pid); ` +
      'if that pid belongs to another program, delete that file',
    { cause },
  );
}

/** Mends what keeps a server from starting, or leaves it to time; throws where neither helps. */
async function dealWith(end: EarlyEnd, cluster: Cluster, log: (message: string) => void): Promise<void> {
  if (end.reason === 'failed') throw end.error;
  if (end.reason === 'pid_file_exists' && (await removeStalePidFile(cluster))) {
    log(`removed ${cluster.directory}/postmaster.pid, which a server that is gone had left`);
  }
}
