import { Child, freePort } from '../environment/child.process.js';
import { eventually } from '../environment/eventually.js';

const ENTRIES = { server: 'dist/apps/server/src/main.js', worker: 'dist/apps/worker/src/main.js' } as const;
/** Seconds on an idle machine; what is measured here is what happens after. */
const READY_WITHIN_MS = 240_000;

/** A start may fail on a machine that is overloaded: a store does not answer in time. */
export const MOST_STARTS = 4;

/** A server or a worker that can die and come back at the same port. */
export class FaultNode {
  /** How often it ended by itself when it was started. */
  failedStarts = 0;
  #child: Child | undefined;

  private constructor(
    readonly name: string,
    private readonly kind: keyof typeof ENTRIES,
    readonly url: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  /** Chooses a port; starts nothing. */
  static async make(
    name: string,
    kind: keyof typeof ENTRIES,
    variables: (url: string) => Readonly<Record<string, string>>,
  ): Promise<FaultNode> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    return new FaultNode(name, kind, url, { ...variables(url), PORT: String(port) });
  }

  /** The process of this moment. */
  get child(): Child {
    if (this.#child === undefined) throw new Error(`${this.name} was never started`);
    return this.#child;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && !this.#child.hasEnded;
  }

  /** Starts the process and does not wait for it. @param more variables of this life only */
  launch(more: Readonly<Record<string, string>> = {}): void {
    if (this.isRunning) throw new Error(`${this.name} runs already`);
    this.#child = Child.start(this.name, ENTRIES[this.kind], { ...this.variables, ...more });
  }

  /** Starts the process and waits until it is ready. */
  async start(more: Readonly<Record<string, string>> = {}): Promise<void> {
    this.launch(more);
    await this.untilReady(more);
  }

  /**
   * Waits until it is ready. When it ends by itself it is started again, as a supervisor does, and that is counted.
   *
   * @throws when it does not come to start
   */
  async untilReady(more: Readonly<Record<string, string>> = {}): Promise<void> {
    for (let tries = 1; !(await this.untilReadyOrDead()); tries += 1) {
      this.failedStarts += 1;
      if (tries === MOST_STARTS) throw new Error(`${this.name} does not start: ${this.child.output}`);
      this.launch(more);
    }
  }

  /** True once it is ready; false when it ended before that. */
  untilReadyOrDead(): Promise<boolean> {
    return eventually(
      `The start of ${this.name}`,
      async () => {
        if (!this.isRunning) return false;
        return (await fetch(`${this.url}/readyz`)).ok || undefined;
      },
      READY_WITHIN_MS,
    );
  }

  /** Waits until the process has ended by itself; gives when. */
  async untilDead(withinMs: number): Promise<boolean> {
    return Promise.race([
      this.child.ended().then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, withinMs, false).unref()),
    ]);
  }

  async kill(): Promise<void> {
    await this.child.end('SIGKILL');
  }

  /** SIGTERM; gives the exit code. */
  async stop(): Promise<number | null> {
    if (this.#child === undefined) return 0;
    return this.#child.end('SIGTERM');
  }
}
