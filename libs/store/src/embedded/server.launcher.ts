import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, messageOf } from './embedded-postgres.error.js';
import type { PostgresBinaries } from './postgres.binaries.js';
import type { ServerUser } from './server.user.js';

const execFileAsync = promisify(execFile);
const PROGRAM_TIMEOUT_MS = 180_000;

/** Nothing else of Herald's environment: it holds secrets, and the server may outlive Herald under another account. */
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  ...(process.platform === 'win32' && { SystemRoot: process.env['SystemRoot'] }),
};

/** One way to run a program as the server's user: through a command in front of it, or by the ids given to spawn(2). */
interface Way {
  name: string;
  prefix: string[];
  ids: Partial<ServerUser>;
}

/** Runs PostgreSQL's programs as the server's user, and hands files to that user. */
export class ServerLauncher {
  private constructor(
    private readonly way: Way,
    private readonly user: ServerUser | undefined,
  ) {}

  /**
   * The launcher with the least rights that can reach both the programs and the data directory.
   * @throws EmbeddedPostgresError `no_server_user`, telling what was tried and the mend
   */
  static async for(
    user: ServerUser | undefined,
    binaries: PostgresBinaries,
    dataDirectory: string,
  ): Promise<ServerLauncher> {
    if (!user) return new ServerLauncher({ name: 'as Herald itself', prefix: [], ids: {} }, undefined);
    const failures: string[] = [];
    for (const way of waysToRunAs(user)) {
      const launcher = new ServerLauncher(way, user);
      try {
        await launcher.run('sh', ['-c', REACHES_EVERYTHING, 'sh', dataDirectory, binaries.initdb, binaries.postgres]);
        return launcher;
      } catch (error) {
        failures.push(`${way.name}: ${messageOf(error).trim().split('\n').at(-1)}`);
      }
    }
    throw new EmbeddedPostgresError(
      'no_server_user',
      `PostgreSQL refuses to run as root, and as the user with id ${user.uid} it cannot reach ${binaries.postgres} and ` +
        `${dataDirectory}; run Herald as an ordinary user, move both to where that user may go (and install util-linux, ` +
        `for setpriv), or set DATABASE_URL. Tried ${failures.join('; ')}`,
    );
  }

  /** Runs a program to its end. Rejects, with what it wrote, when it ends with a code other than 0. */
  async run(program: string, args: string[]): Promise<void> {
    const [command = program, ...rest] = [...this.way.prefix, program, ...args];
    await execFileAsync(command, rest, { ...this.way.ids, cwd: '/', env: ENVIRONMENT, timeout: PROGRAM_TIMEOUT_MS });
  }

  /** Starts a program in a session of its own: neither the end of Herald nor a Ctrl-C in its terminal reaches it. */
  spawn(program: string, args: string[], stdio: StdioOptions): ChildProcess {
    const [command = program, ...rest] = [...this.way.prefix, program, ...args];
    const child = spawn(command, rest, { ...this.way.ids, cwd: '/', env: ENVIRONMENT, stdio, detached: true });
    child.unref();
    return child;
  }

  /** Makes the server's user the owner of a file or directory that Herald made. */
  async give(path: string): Promise<void> {
    if (this.user) await chown(path, this.user.uid, this.user.gid);
  }
}

const REACHES_EVERYTHING = 'cd "$1" && "$2" --version && "$3" --version';

/**
 * Where the directories on the way are closed to the server's user (a checkout under /root or from mktemp -d), root
 * lends one capability. `dac_read_search` is the smaller, `dac_override` the one that containers have by default.
 * Without `no_setuid_fixup` the kernel drops capabilities in access(2), with which PostgreSQL looks for its programs.
 * https://man7.org/linux/man-pages/man7/capabilities.7.html
 */
function waysToRunAs(user: ServerUser): Way[] {
  const account = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--no-new-privs'];
  const lending = (capability: string): Way => ({
    name: `setpriv with ${capability}`,
    prefix: [
      'setpriv',
      ...account,
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      '--securebits=+no_setuid_fixup',
    ],
    ids: {},
  });
  return [
    { name: 'without capabilities', prefix: [], ids: { uid: user.uid, gid: user.gid } },
    lending('dac_read_search'),
    lending('dac_override'),
  ];
}
