import { entryOf } from './app.entry.js';
import { Child, freePort } from './child.process.js';
import { eventually } from './eventually.js';

/** On a machine that is busy with other specs. */
const STARTS_WITHIN_MS = 120_000;

/** A worker in a process of its own. */
export class HeraldWorker {
  private constructor(
    /** Where it tells about its health. */
    readonly url: string,
    readonly child: Child,
  ) {}

  /**
   * Starts a worker and waits until it is ready.
   *
   * @param variables of the environment; `HERALD_PUBLIC_URL` is that of the servers
   */
  static async start(variables: Readonly<Record<string, string>>): Promise<HeraldWorker> {
    const port = await freePort();
    const child = Child.start('worker', entryOf('worker'), { ...variables, PORT: String(port) });
    const worker = new HeraldWorker(`http://127.0.0.1:${port}`, child);
    await eventually(
      'The start of the worker',
      async () => {
        if (child.hasEnded) throw new Error(`It ended: ${child.output}`);
        return (await fetch(`${worker.url}/readyz`)).ok || undefined;
      },
      STARTS_WITHIN_MS,
    );
    return worker;
  }
}
