import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Cluster } from './cluster.directory.js';
import { CLUSTER_LOCKED, holdingClusterLock } from './cluster.lock.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { type PostmasterSettings, settingsAsArguments } from './postmaster.settings.js';
import type { ServerLog } from './server.log.js';

const LOG_LINES_IN_ERRORS = 12;

/** Why a postmaster ended before it could be reached, and so what helps. */
export type EarlyEnd =
  { reason: 'cluster_in_use' | 'pid_file_exists' | 'port_taken' } | { reason: 'failed'; error: EmbeddedPostgresError };

/** What PostgreSQL writes when it gives up for a reason that passes or that Herald can mend (its messages in lc_messages C). */
const PASSING_REASONS: ReadonlyArray<[RegExp, 'cluster_in_use' | 'pid_file_exists' | 'port_taken']> = [
  [/lock file "postmaster\.pid" (already exists|is empty)/, 'pid_file_exists'],
  [/pre-existing shared memory block .* is still in use/, 'cluster_in_use'],
  [/could not bind .*: (Address already in use|Permission denied)/, 'port_taken'],
];

/** A postmaster that this process has started. It is in a session of its own and survives this process. */
export class Postmaster {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: ServerLog,
    private readonly logLengthBefore: number,
    private readonly failure: { error?: Error },
  ) {}

  /** Starts a postmaster on a free port of 127.0.0.1. Whether it comes up is to be seen by connecting to it. */
  static async start(cluster: Cluster, log: ServerLog, settings?: PostmasterSettings): Promise<Postmaster> {
    await log.bound();
    const output = await log.openForAppending();
    try {
      const postgres = [cluster.binaries.postgres, '-D', cluster.directory, '-p', String(await freePort())];
      const [program = '', ...args] = [
        ...((await holdingClusterLock(cluster.directory)) ?? []),
        ...postgres,
        ...settingsAsArguments(settings),
      ];
      const logLengthBefore = await log.length();
      const child = cluster.launcher.spawn(program, args, ['ignore', output.fd, output.fd]);
      const failure: { error?: Error } = {};
      child.once('error', (error) => (failure.error = error));
      return new Postmaster(child, log, logLengthBefore, failure);
    } finally {
      await output.close();
    }
  }

  /** Undefined when it could not be started at all. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.failure.error !== undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Why it ended; to be asked once it has. */
  async whyEnded(): Promise<EarlyEnd> {
    if (this.child.exitCode === CLUSTER_LOCKED) return { reason: 'cluster_in_use' };
    const written = await this.log.since(this.logLengthBefore);
    // Two Heralds that start at once write into one log: only the lines of our own process count.
    const own = written.split('\n').filter((line) => line.includes(`[${this.child.pid}]`));
    const passing = PASSING_REASONS.find(([pattern]) => own.some((line) => pattern.test(line)));
    if (passing) return { reason: passing[1] };
    const tail = written.trim().split('\n').slice(-LOG_LINES_IN_ERRORS).join('\n');
    const how = this.child.signalCode ? `signal ${this.child.signalCode}` : `code ${this.child.exitCode}`;
    return {
      reason: 'failed',
      error: new EmbeddedPostgresError(
        'start_failed',
        `the embedded PostgreSQL ended with ${how} while it started; the end of ${this.log.path} says why:\n${tail}`,
        { cause: this.failure.error },
      ),
    };
  }

  /** Ends a postmaster that never answered (immediate shutdown: its next start recovers from the write-ahead log). */
  abandon(): void {
    if (!this.hasEnded) this.child.kill('SIGQUIT');
  }
}

/** Shuts the server on a cluster down fast (sessions are ended, everything is written) and waits until it is gone. */
export async function stopPostmaster(cluster: Cluster): Promise<void> {
  await cluster.launcher.run(cluster.binaries.pgCtl, [
    'stop',
    '-D',
    cluster.directory,
    '-m',
    'fast',
    '-w',
    '-t',
    '120',
  ]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}
