import { setTimeout } from 'node:timers/promises';
import { eventually } from '../environment/eventually.js';
import { type NotificationAnswer, TEST_APP } from '../environment/herald.process.js';
import type { FaultLoad } from './fault.load.js';
import type { FaultStand } from './fault.stand.js';
import type { SentMessage } from './ledger.judge.js';
import { reservedNumber } from './reserved.numbers.js';
import { arrivalsAt, textOf } from './vendor.record.js';

/** A delivery as the API answers it, with times as text. */
export type ReadDelivery = NotificationAnswer['deliveries'][number];

const HEADERS = { 'x-api-key': TEST_APP.apiKey, 'x-api-secret': TEST_APP.apiSecret };
const ANSWERED_WITHIN_MS = 60_000;
const READERS = 8;
const LOOK_EVERY_MS = 500;

/** Asks the API for what is at a path, any server that runs, until it answers. */
export function readFrom<Body>({ servers }: FaultStand, path: string): Promise<Body> {
  return eventually(
    `An answer about ${path}`,
    async () => {
      const server = servers.find(({ isRunning }) => isRunning);
      const response = await fetch(`${server?.url}${path}`, { headers: HEADERS });
      if (!response.ok) throw new Error(`It was answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as Body;
    },
    ANSWERED_WITHIN_MS,
  );
}

/** Every message's only delivery as the API shows it now, by the message's text. @throws when one is not to be had */
export async function deliveriesOf(
  stand: FaultStand,
  of: readonly SentMessage[] = stand.load.messages,
): Promise<Map<string, ReadDelivery>> {
  const read = new Map<string, ReadDelivery>();
  const left = of.values();
  const readInTurn = async () => {
    for (const { text, requestId } of left) {
      const { deliveries } = await readFrom<NotificationAnswer>(stand, `/v3/notifications/${requestId}`);
      const [delivery] = deliveries;
      if (delivery === undefined) throw new Error(`${text} has no delivery`);
      read.set(text, delivery);
    }
  };
  await Promise.all(Array.from({ length: READERS }, readInTurn));
  return read;
}

/** Waits until every message is as wanted; false when that is not so within the time. */
export async function untilAll(
  stand: FaultStand,
  messages: readonly SentMessage[],
  isAsWanted: (delivery: ReadDelivery) => boolean,
  withinMs: number,
): Promise<boolean> {
  const deadlineMs = performance.now() + withinMs;
  for (let open = [...messages]; ; await setTimeout(LOOK_EVERY_MS)) {
    const read = await deliveriesOf(stand, open);
    open = open.filter(({ text }) => !isAsWanted(read.get(text) as ReadDelivery));
    if (open.length === 0) return true;
    if (performance.now() > deadlineMs) return false;
  }
}

/** True of what is not pending. */
export function isSettled({ status }: ReadDelivery): boolean {
  return status !== 'pending';
}

/** The number of the next message of a load that was not told where to go, or of one so many further. */
export function nextNumber(load: FaultLoad, further = 0): string {
  return reservedNumber(load.messages.length + further);
}

/** For each of these messages, from its arrival at the vendor to the first thing that Herald learned of it, in ms. */
export async function learningTimes(
  { emulator, load }: FaultStand,
  messages: readonly SentMessage[],
): Promise<number[]> {
  const arrivedMs = new Map((await arrivalsAt(emulator)).toReversed().map((one) => [textOf(one), one.arrivedMs]));
  const shown = await load.shown(messages);
  return messages.flatMap(({ text, requestId }) => {
    const learned = (shown.get(requestId ?? '') ?? []).flatMap(({ settledAtMs }) => settledAtMs ?? []);
    const arrived = arrivedMs.get(text);
    return arrived === undefined || learned.length === 0 ? [] : [Math.max(0, Math.min(...learned) - arrived)];
  });
}
