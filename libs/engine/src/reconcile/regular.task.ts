/** Runs something again and again, with a pause after each run, until it is stopped. */
export class RegularTask {
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> = Promise.resolve();
  #isStopped = false;

  /**
   * @param run never rejects
   * @param pauseMs from the end of a run to the next
   */
  constructor(
    private readonly run: () => Promise<void>,
    private readonly pauseMs: number,
  ) {}

  get isStopped(): boolean {
    return this.#isStopped;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Resolves when the run that is under way has ended; none follows. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#underWay = this.run().finally(() => {
        if (!this.#isStopped) this.#schedule(this.pauseMs);
      });
    }, delayMs);
  }
}
