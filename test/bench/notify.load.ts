import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { eventually } from '../environment/eventually.js';
import { inClosedLoop } from './closed.loop.js';
import type { BenchEmulator } from './emulator.stand.js';
import type { BenchHerald } from './herald.stand.js';

/** Calls under way at a time, in every closed loop. */
export const CONCURRENCY = 64;

const OVERLOADED = 503;
const TRY_AGAIN_MS = 100;
const DRAINED_WITHIN_MS = 600_000;

/** A caller of notify() that keeps its connections. */
export class NotifyCaller {
  readonly #pool: Pool;

  constructor(
    private readonly herald: BenchHerald,
    connections: number,
  ) {
    this.#pool = new Pool(herald.url, { connections, pipelining: 1 });
  }

  /** Tells one user; a call that Herald has no time for is made again. */
  async notify(message: string, tenant?: string): Promise<void> {
    const body = JSON.stringify({ notification: { message }, recipients: ['ada'], ...(tenant && { tenant }) });
    for (;;) {
      const response = await this.#pool.request({
        path: '/v3/notifications',
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.herald.headers },
        body,
      });
      const text = await response.body.text();
      if (response.statusCode === 202) return;
      if (response.statusCode !== OVERLOADED) throw new Error(`notify() answered ${response.statusCode}: ${text}`);
      await setTimeout(TRY_AGAIN_MS);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
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
  await caller.close();
  return { acceptedPerSecond, deliveriesPerSecond };
}

/** Waits until so many messages have arrived since the emulator's start. */
export async function arrived(emulator: BenchEmulator, target: number): Promise<void> {
  await eventually('The last delivery', async () => (await emulator.count()) >= target || undefined, DRAINED_WITHIN_MS);
}
