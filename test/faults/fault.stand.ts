import { setTimeout } from 'node:timers/promises';
import { Emulator } from '../environment/emulator.process.js';
import { TEST_APP } from '../environment/herald.process.js';
import { EmulatorRecord } from './emulator.record.js';
import { FaultLoad } from './fault.load.js';
import { FaultNode } from './fault.node.js';
import { type OpenPlace, openPlace } from './fault.place.js';
import type { FaultContext, FaultFigures, Recoveries } from './fault.scenario.js';
import type { Strike } from './strike.order.js';
import { type Verdict, inDoubtThoughServed, isInDoubt, judgeByLedger } from './ledger.judge.js';

const LOOK_EVERY_MS = 500;
const CALLBACKS_WITHIN_MS = 60_000;
/** Of each process's output, kept with the evidence. */
const LOG_LENGTH = 20_000;

/** What a stand has. On the embedded store it is always one server, which does the workers' part, too. */
export interface StandOptions {
  /** Default 1. */
  servers?: number;
  /** Default 1. */
  workers?: number;
  /** Opened already; default: one of the kind that the context names. */
  place?: OpenPlace;
  /** Of the emulator's environment. */
  emulator?: Readonly<Record<string, string>>;
  /** Of the environment of every server and worker. */
  herald?: Readonly<Record<string, string>>;
}

/** What a scenario stands on: an emulator, a database and queue of its own, servers, workers, and a load. */
export class FaultStand {
  readonly load: FaultLoad;
  /** When faults struck, in milliseconds since 1970, in order. */
  readonly struckAtMs: number[] = [];
  readonly #record: EmulatorRecord;

  private constructor(
    readonly emulator: Emulator,
    readonly place: OpenPlace,
    readonly servers: readonly FaultNode[],
    /** Those that send: the workers, or on the embedded store the server. */
    readonly workers: readonly FaultNode[],
    name: string,
  ) {
    this.load = new FaultLoad(name, servers);
    this.#record = new EmulatorRecord(emulator);
  }

  /** Starts emulator and place, and chooses addresses for servers and workers; those are started by the caller. */
  static async open(context: FaultContext, name: string, options: StandOptions = {}): Promise<FaultStand> {
    const place = options.place ?? (await openPlace(context.place));
    const emulator = await Emulator.start(options.emulator).catch(async (error: unknown) => {
      await place.remove();
      throw error;
    });
    const isEmbedded = place.connectionString === undefined;
    const shared = {
      HERALD_API_KEY: TEST_APP.apiKey,
      HERALD_API_SECRET: TEST_APP.apiSecret,
      LOG_LEVEL: 'warn',
      // What is tried here are faults; the pace of a sender has rows of its own.
      TWILIO_SENDS_PER_SECOND: '0',
      HERALD_DRAIN_MS: '0',
      ...emulator.heraldVariables,
      ...place.variables,
      ...options.herald,
    };
    const servers: FaultNode[] = [];
    const serverCount = isEmbedded ? 1 : (options.servers ?? 1);
    for (let number = 1; number <= serverCount; number += 1) {
      const publicUrl = options.herald?.['HERALD_PUBLIC_URL'] ?? servers[0]?.url;
      const role = isEmbedded ? 'all' : 'api';
      const variables = (url: string) => ({ ...shared, HERALD_ROLE: role, HERALD_PUBLIC_URL: publicUrl ?? url });
      servers.push(await FaultNode.make(`server ${number}`, 'server', variables));
    }
    const workers: FaultNode[] = [];
    const workerCount = isEmbedded ? 0 : (options.workers ?? 1);
    for (let number = 1; number <= workerCount; number += 1) {
      const variables = () => ({ ...shared, HERALD_PUBLIC_URL: servers[0]?.url ?? '' });
      workers.push(await FaultNode.make(`worker ${number}`, 'worker', variables));
    }
    return new FaultStand(emulator, place, servers, isEmbedded ? servers : workers, name);
  }

  /** Servers and workers, each once. */
  get nodes(): readonly FaultNode[] {
    return [...new Set([...this.servers, ...this.workers])];
  }

  /** Starts every node that does not run; the first alone, because it makes the tables. */
  async startAll(): Promise<void> {
    const [first, ...others] = this.nodes.filter(({ isRunning }) => !isRunning);
    await first?.start();
    await Promise.all(others.map((node) => node.start()));
  }

  /** Notes that a fault struck: now, unless told otherwise, in milliseconds since 1970. */
  strike(atMs = Date.now()): void {
    this.struckAtMs.push(atMs);
  }

  /**
   * Waits until everything that was sent is acknowledged, nothing is pending, and the emulator has no callback under way.
   * Gives up silently after `withinMs`: the verdict then tells what is left.
   */
  async untilSettled(withinMs: number): Promise<void> {
    await this.load.allAcknowledged();
    const deadlineMs = performance.now() + withinMs;
    while ((await this.load.hasPending()) && performance.now() < deadlineMs) await setTimeout(LOOK_EVERY_MS);
    await this.emulator.control('GET', `settled?timeoutMs=${CALLBACKS_WITHIN_MS}`);
  }

  /** Judges what has become of every message by the emulator's own record. */
  async figures(injected: number, broken: readonly string[] = []): Promise<FaultFigures> {
    const { messages } = this.load;
    const [arrived, shown] = [await this.#record.messages(), await this.load.shown()];
    const verdict = judgeByLedger(messages, arrived, shown);
    const logs = Object.fromEntries(this.nodes.map(({ name, child }) => [name, child.output.slice(-LOG_LENGTH)]));
    const evidence = { struckAtMs: this.struckAtMs, messages, arrived, shown: Object.fromEntries(shown), logs };
    const failedStarts = this.nodes.reduce((sum, node) => sum + node.failedStarts, 0);
    return { injected, verdict, recoveries: this.#recoveries(shown), broken, failedStarts, evidence };
  }

  /** Attempts that began before a strike over their delivery and whose outcome is unknown: what such a strike left behind. */
  async unknownBefore(strikes: readonly Strike[]): Promise<string[]> {
    const deliveries = [...(await this.load.shown()).values()].flat();
    return strikes.flatMap(({ deliveryIds, atMs }) =>
      deliveries
        .filter(({ id, attempts, startedAtMs }) => {
          const before = attempts.filter((_, index) => (startedAtMs[index] ?? atMs) < atMs);
          return deliveryIds.includes(id) && before.some(isInDoubt);
        })
        .map(({ id }) => id),
    );
  }

  /** Messages with an attempt of unknown outcome that did not come late to the vendor, as on a machine that is overloaded. */
  async unknownThoughServed(withinMs: number): Promise<string[]> {
    return inDoubtThoughServed(this.load.messages, await this.#record.messages(), await this.load.shown(), withinMs);
  }

  async stop(): Promise<void> {
    this.#record.stopReading();
    await Promise.all(this.workers.map((node) => node.stop()));
    await Promise.all(this.servers.map((node) => node.stop()));
    await this.emulator.stop();
    await this.place.remove();
  }

  #recoveries(shown: Awaited<ReturnType<FaultLoad['shown']>>): Recoveries {
    const recoveries = { resumedMs: [] as number[], inDoubtMs: [] as number[] };
    for (const { requestId, acknowledgedAtMs } of this.load.messages) {
      const deliveries = shown.get(requestId ?? '') ?? [];
      const settled = deliveries.flatMap(({ settledAtMs }) => settledAtMs ?? []);
      const struckMs = this.struckAtMs.find((atMs) => atMs >= (acknowledgedAtMs ?? Number.POSITIVE_INFINITY));
      const recoveryMs = Math.max(...settled) - (struckMs ?? Number.POSITIVE_INFINITY);
      if (recoveryMs <= 0 || settled.length === 0) continue;
      const wasInDoubt = deliveries.some((delivery) => delivery.attempts.some(isInDoubt));
      recoveries[wasInDoubt ? 'inDoubtMs' : 'resumedMs'].push(recoveryMs);
    }
    return recoveries;
  }
}

/**
 * What a verdict says against the promises that hold under every fault, in words.
 *
 * @param mayDiscard reasons for which a message may be discarded
 */
export function brokenPromises(verdict: Verdict, mayDiscard: readonly string[] = []): string[] {
  const faults: Readonly<Record<string, readonly string[]>> = {
    'acknowledged and lost': verdict.lost,
    'still not settled': verdict.unsettled,
    'discarded without need': verdict.discarded.flatMap(({ text, reason }) =>
      mayDiscard.includes(reason) ? [] : text,
    ),
    'sent twice without saying so': verdict.unflaggedDuplicates,
    'took the id of another message': verdict.wrongAdoptions,
    'has a status that the vendor did not report': verdict.wrongStatuses,
  };
  return Object.entries(faults).flatMap(([fault, texts]) =>
    texts.length === 0 ? [] : [`${texts.length} ${fault}, such as “${texts[0]}”`],
  );
}
