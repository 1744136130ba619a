import { setTimeout } from 'node:timers/promises';
import { eventually } from '../environment/eventually.js';
import { inClosedLoop } from './closed.loop.js';
import type { BenchEmulator } from './emulator.stand.js';
import type { BenchHerald } from './herald.stand.js';
import { KeptConnections } from './kept.connections.js';

/** Calls under way at a time, in every closed loop, of Herald and of the yardsticks. */
export const CONCURRENCY = 256;

const OVERLOADED = 503;
const TRY_AGAIN_MS = 100;
const DRAINED_WITHIN_MS = 600_000;

/** A caller of notify() that keeps its connections. */
export class NotifyCaller {
  readonly #connections: KeptConnections;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, headers }: BenchHerald, connections: number) {
    this.#connections = new KeptConnections(url, connections);
    this.#headers = { 'content-type': 'application/json', ...headers };
  }

  /** Tells one user; a call that Herald has no time for is made again. */
  async notify(message: string, tenant?: string): Promise<void> {
    const call = JSON.stringify({ notification: { message }, recipients: ['ada'], ...(tenant && { tenant }) });
    for (;;) {
      const { status, body } = await this.#connections.post('/v3/notifications', this.#headers, call);
      if (status === 202) return;
      if (status !== OVERLOADED) throw new Error(`notify() answered ${status}: ${body}`);
      await setTimeout(TRY_AGAIN_MS);
    }
  }

  close(): void {
    this.#connections.close();
  }
}

/** What a load did, per second: 202 answers, and messages that arrived, both from the first request on. */
export interface NotifyRates {
  acceptedPerSecond: number;
  deliveriesPerSecond: number;
}

/** Calls notify() so many times, in a closed loop, and waits for the last message to arrive. */
export async function notifyAndDrain(
  emulator: BenchEmulator,
  herald: BenchHerald,
  count: number,
): Promise<NotifyRates> {
  const caller = new NotifyCaller(herald, CONCURRENCY);
  const target = (await emulator.count()) + count;
  const beganAtMs = performance.now();
  await inClosedLoop(count, CONCURRENCY, () => caller.notify('Your order is on its way'));
  const acceptedPerSecond = (count * 1000) / (performance.now() - beganAtMs);
  await arrived(emulator, target);
  const deliveriesPerSecond = (count * 1000) / (performance.now() - beganAtMs);
  caller.close();
  return { acceptedPerSecond, deliveriesPerSecond };
}

/** Waits until so many messages have arrived since the emulator's start. */
export async function arrived(emulator: BenchEmulator, target: number): Promise<void> {
  await eventually('The last delivery', async () => (await emulator.count()) >= target || undefined, DRAINED_WITHIN_MS);
}
