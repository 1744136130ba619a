import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCluster } from '../../src/embedded/cluster.directory.js';
import { startEmbeddedPostgres } from '../../src/embedded/embedded-postgres.server.js';

/** A PostgreSQL server of one test's own, which may be killed. */
export interface TestPostgres {
  connectionString: string;
  /** Of the cluster and its log. */
  directory: string;
  /** Ends every process of the server at once, without a checkpoint. */
  kill(): Promise<void>;
  /** Starts it again at the same address; it recovers first. */
  start(): Promise<void>;
  /** Ends it and removes what it kept. */
  stop(): Promise<void>;
}

/**
 * Starts a server in a directory of its own.
 *
 * @param parent where to make that; default: the temporary directory
 * @param settings of the server, over those of an embedded one
 */
export async function startTestPostgres(
  parent: string = tmpdir(),
  settings: Readonly<Record<string, string>> = {},
): Promise<TestPostgres> {
  const directory = await mkdtemp(join(parent, 'herald-postgres-'));
  const server = await startEmbeddedPostgres({ dataDirectory: directory, log: () => undefined, settings });
  const { binaries, launcher, directory: cluster } = await openCluster(directory);
  const control = (...parameters: string[]) => launcher.run(binaries.pgCtl, [...parameters, '-D', cluster, '-w']);
  const kill = () => control('stop', '-m', 'immediate');
  return {
    connectionString: server.connectionString,
    directory,
    kill,
    // `restart` starts with the parameters of before; what the server writes must not hold this process's pipes.
    start: () => control('restart', '-m', 'immediate', '-l', join(cluster, 'restarts.log')),
    stop: async () => {
      await kill().catch(() => undefined);
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
