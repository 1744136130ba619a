import type { FaultStand } from './fault.stand.js';
import type { SentMessage } from './ledger.judge.js';
import { nextNumber } from './message.reading.js';
import { type VendorFault, atWhatsapp, letStrike } from './vendor.faults.js';

/** So many messages go well for each that is struck: the vendor is not down, and no breaker opens. */
const WELL_FOR_EACH = 3;

/**
 * Sends a message for each of these lists of faults, which strike that one, among others that go well.
 *
 * @param faultsOf a message each; those about lists are matched by recipient, too
 * @returns those that were struck
 */
export async function sendStruck(
  { emulator, load }: FaultStand,
  faultsOf: readonly (readonly VendorFault[])[],
): Promise<SentMessage[]> {
  const each = 1 + WELL_FOR_EACH;
  const rules = faultsOf.flatMap((faults, index) => {
    const to = atWhatsapp(nextNumber(load, index * each));
    return faults.map((fault) => ({ ...fault, match: { ...fault.match, to } }));
  });
  await letStrike(emulator, rules);
  const sent = await load.send(faultsOf.length * each);
  return sent.filter((_, index) => index % each === 0);
}
