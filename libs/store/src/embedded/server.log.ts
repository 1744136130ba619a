import { constants, copyFile, open, readFile, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.directory.js';
import { codeOf } from './embedded-postgres.error.js';

const MAX_BYTES = 8 * 1024 * 1024;
const CHECK_EVERY_MS = 60 * 60 * 1000;

/** The server's log: `<dataDirectory>/postgres.log` and, once that was full, the older `postgres.log.1`. */
export class ServerLog {
  readonly path: string;

  constructor(private readonly cluster: Cluster) {
    this.path = join(cluster.dataDirectory, 'postgres.log');
  }

  /** The log opened for a server to append to. The caller closes it. */
  async openForAppending(): Promise<FileHandle> {
    const handle = await open(this.path, 'a', 0o600);
    await this.cluster.launcher.give(this.path);
    return handle;
  }

  /** How long the log is now, in bytes. */
  async length(): Promise<number> {
    return (await stat(this.path)).size;
  }

  /** What was appended since the log had the given length. */
  async since(length: number): Promise<string> {
    return (await readFile(this.path)).subarray(length).toString('utf8');
  }

  /** Keeps the log below some 16 MiB: moves its content aside when it is full. The server goes on writing meanwhile. */
  async bound(): Promise<void> {
    try {
      if ((await this.length()) < MAX_BYTES) return;
      await copyFile(this.path, `${this.path}.1`, constants.COPYFILE_FICLONE);
      await truncate(this.path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  /** Bounds the log every hour until the returned function is called; `onFailure` hears of what goes wrong. */
  keepBounded(onFailure: (error: unknown) => void): () => void {
    const timer = setInterval(() => void this.bound().catch(onFailure), CHECK_EVERY_MS);
    timer.unref();
    return () => clearInterval(timer);
  }
}
