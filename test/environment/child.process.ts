import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Of Node.js. The start makes much that is short-lived: a larger nursery, as `npm start` has, spares a tenth of it. */
const PARAMETERS = ['--enable-source-maps', '--min-semi-space-size=16'];

/** A process under test, with everything that it printed. */
export class Child {
  static readonly #living = new Set<Child>();
  static #isEnding = false;
  #output = '';

  private constructor(
    readonly process: ChildProcess,
    readonly name: string,
  ) {
    process.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    process.stderr?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    Child.#living.add(this);
    process.once('exit', () => Child.#living.delete(this));
  }

  /** Starts a built entry point with exactly these variables, plus the path, in this folder or the one given. */
  static start(name: string, entry: string, variables: Readonly<Record<string, string>>, folder?: string): Child {
    return Child.run(name, [process.execPath, ...PARAMETERS, resolve(entry)], variables, folder);
  }

  /** Starts any program with exactly these variables, plus the path. */
  static run(
    name: string,
    [program = '', ...parameters]: readonly string[],
    variables: Readonly<Record<string, string>> = {},
    folder: string = process.cwd(),
  ): Child {
    if (Child.#isEnding) throw new Error(`${name} is not started any more: the run was broken off`);
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...variables };
    return new Child(spawn(program, parameters, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }), name);
  }

  /** For a run that is broken off: asks everything that runs to end, also what is stopped, and starts nothing any more. */
  static endAll(): void {
    Child.#isEnding = true;
    for (const { process: living } of Child.#living) {
      for (const signal of ['SIGTERM', 'SIGCONT'] as const) living.kill(signal);
    }
  }

  /** Waits until nothing runs any more that was started here, or the time is over. */
  static async allEnded(withinMs: number): Promise<void> {
    const ended = Promise.all([...Child.#living].map((child) => child.ended()));
    await Promise.race([ended, setTimeout(withinMs, undefined, { ref: false })]);
  }

  /** All that it has written to stdout and stderr. */
  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Sends the signal and waits for the end; gives the exit code, or null when the signal ended it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.hasEnded) {
      const ended = once(this.process, 'exit');
      this.process.kill(signal);
      await ended;
    }
    return this.process.exitCode;
  }

  /** Waits for the end; gives the exit code. */
  async ended(): Promise<number | null> {
    if (!this.hasEnded) await once(this.process, 'exit');
    return this.process.exitCode;
  }
}

const PORTS = { first: 15_000, count: 15_000 };

/**
 * A TCP port of this machine that was free a moment ago, and that no connection takes by itself: below those that systems
 * choose from. For what starts later, or again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + randomInt(PORTS.count);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
