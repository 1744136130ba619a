import { openApplicationDatabase } from './application.database.js';
import { openCluster, removeUnfinishedClusters, type Cluster } from './cluster.directory.js';
import { EmbeddedPostgresError, messageOf } from './embedded-postgres.error.js';
import { stopPostmaster } from './postmaster.process.js';
import type { PostmasterSettings } from './postmaster.settings.js';
import { ServerLog } from './server.log.js';
import { ownServer, type OwnedServer } from './server.ownership.js';

/** What `startEmbeddedPostgres` needs. */
export interface EmbeddedPostgresOptions {
  /** Made where it is absent. The cluster is its `postgres`, the log its `postgres.log`. */
  dataDirectory: string;
  /** Hears, in a sentence each, what a person running Herald may want to know; never a secret. */
  log: (message: string) => void;
  /** Of the server, over its own: where it serves others than one Herald. Without effect on one that is taken over. */
  settings?: PostmasterSettings;
}

/** A PostgreSQL server that belongs to this process until `stop` or `exited`. */
export interface EmbeddedPostgres {
  /** Of the database `herald`, over TCP on 127.0.0.1. Its port and password differ from start to start. Secret. */
  readonly connectionString: string;
  /** Of the postmaster. */
  readonly pid: number;
  /** Whether the server of a Herald that died was taken over, rather than one started. */
  readonly takenOver: boolean;
  /** Shuts the server down fast and waits until it is gone. The connections of Herald should be ended before. */
  stop(): Promise<void>;
  /** Settles, never rejects, when the server is gone: with the reason (`lost`) if nobody called `stop`. */
  readonly exited: Promise<EmbeddedPostgresError | undefined>;
}

/**
 * Starts the embedded server, or takes over the one that a Herald which died on the same data directory has left.
 * It outlives this process unless `stop` is called: the next start takes it over.
 * @throws DataDirectoryInUseError when another living Herald uses the data directory
 * @throws EmbeddedPostgresError for every other fault, with the mend
 */
export async function startEmbeddedPostgres({
  dataDirectory,
  log,
  settings,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(dataDirectory);
  const serverLog = new ServerLog(cluster);
  const server = await ownServer(cluster, serverLog, log, settings).catch((cause: unknown) => {
    throw startFailed(serverLog, cause);
  });
  try {
    await removeUnfinishedClusters(cluster.dataDirectory);
    const connectionString = await openApplicationDatabase(server.owner, server.address.port);
    log(
      `embedded PostgreSQL ${server.takenOver ? 'taken over' : 'started'} in ${cluster.directory} ` +
        `(pid ${server.address.pid}, port ${server.address.port}, log ${serverLog.path})`,
    );
    return handleOn(cluster, serverLog, server, connectionString, log);
  } catch (cause) {
    try {
      await stopPostmaster(cluster);
    } finally {
      await server.owner.end();
    }
    throw startFailed(serverLog, cause);
  }
}

function handleOn(
  cluster: Cluster,
  serverLog: ServerLog,
  { owner, address, takenOver }: OwnedServer,
  connectionString: string,
  log: (message: string) => void,
): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  let hasEnded = false;
  const stopBounding = serverLog.keepBounded((error) =>
    log(`${serverLog.path} cannot be bounded: ${messageOf(error)}`),
  );
  const ended = new Promise<void>((resolve) => {
    owner.once('end', () => {
      hasEnded = true;
      stopBounding();
      resolve();
    });
  });

  const shutDown = async (): Promise<void> => {
    try {
      await stopPostmaster(cluster);
    } catch (cause) {
      // It may have gone by itself in that moment; the end of our connection to it tells.
      if (!hasEnded) throw stopFailed(cluster, address.pid, cause);
    }
    await ended;
  };

  return {
    connectionString,
    pid: address.pid,
    takenOver,
    stop: () => (stopping ??= hasEnded ? Promise.resolve() : shutDown()),
    exited: ended.then(() =>
      stopping
        ? stopping.then(
            () => undefined,
            () => undefined, // who called stop() has the error
          )
        : lost(serverLog, address.pid),
    ),
  };
}

function startFailed(serverLog: ServerLog, cause: unknown): EmbeddedPostgresError {
  if (cause instanceof EmbeddedPostgresError) return cause;
  return new EmbeddedPostgresError(
    'start_failed',
    `the embedded PostgreSQL could not be started (${messageOf(cause)}); the end of ${serverLog.path} may say why`,
    { cause },
  );
}

function stopFailed(cluster: Cluster, pid: number, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'stop_failed',
    `the embedded PostgreSQL in ${cluster.directory} (pid ${pid}) did not stop (${messageOf(cause).trim()}); ` +
      'the next start of Herald takes it over',
    { cause },
  );
}

function lost(serverLog: ServerLog, pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'lost',
    `the embedded PostgreSQL (pid ${pid}) ended, or ended Herald's session; the end of ${serverLog.path} may say why; ` +
      'what was committed is safe: start Herald again',
  );
}
