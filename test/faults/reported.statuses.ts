import type { DeliveryStatus } from '#herald/store';
import type { FaultStand } from './fault.stand.js';
import { deliveriesOf } from './message.reading.js';
import { arrivalsAt, callbackTriesAt, textOf } from './vendor.record.js';

const ORDER: readonly DeliveryStatus[] = ['pending', 'sent', 'discarded', 'delivered', 'seen'];

/** What Twilio's words raise a delivery to; every other word means that it was sent. */
const RAISES: Readonly<Record<string, DeliveryStatus>> = {
  delivered: 'delivered',
  read: 'seen',
  failed: 'discarded',
  undelivered: 'discarded',
  canceled: 'discarded',
};

/**
 * Where a delivery's status is not the highest that the vendor reported, or an event is there twice, in words. For
 * scenarios in which every callback was answered in the end.
 *
 * @param after number of a callback: only messages with later ones are looked at, which the emulator has to remember all
 */
export async function falseReports(stand: FaultStand, after = 0): Promise<string[]> {
  const { emulator } = stand;
  const reported = new Map<string, DeliveryStatus>();
  for (const { httpStatus, parameters } of await callbackTriesAt(emulator, after)) {
    if (httpStatus === null || httpStatus >= 300) continue;
    const sid = parameters['MessageSid'] ?? '';
    const status = RAISES[parameters['MessageStatus'] ?? ''] ?? 'sent';
    if (ORDER.indexOf(status) > ORDER.indexOf(reported.get(sid) ?? 'pending')) reported.set(sid, status);
  }
  const sids = new Map((await arrivalsAt(emulator)).map((arrival) => [textOf(arrival), arrival.sid]));
  const faults: string[] = [];
  for (const [text, { status, events }] of await deliveriesOf(stand)) {
    const highest = reported.get(sids.get(text) ?? '');
    if (highest !== undefined && status !== highest) faults.push(`${text} is ${status}, and ${highest} was reported`);
    const types = events.map(({ type }) => type);
    if (new Set(types).size < types.length) faults.push(`${text} has events ${types.join(', ')}`);
  }
  return faults;
}
