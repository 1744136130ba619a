import { setTimeout } from 'node:timers/promises';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { type ReadDelivery, isSettled, learningTimes, nextNumber, untilAll } from './message.reading.js';
import type { SentMessage } from './ledger.judge.js';
import { withStand } from './stand.life.js';
import { sendStruck } from './struck.load.js';
import { atWhatsapp, letStrike } from './vendor.faults.js';

const SETTLED_WITHIN_MS = 240_000;
/** From acceptance until twins are due: both have to be on their way before either fails. */
const TWINS_DUE_IN_MS = 3_000;
const PAIRS_AT_ONCE = 2;
const LOST = { fault: 'reset-after-accept' };

/** Row 17: the list that has to settle unknown outcomes lags, shows two that may be meant, or is not to be had. */
export const VENDOR_LIST: readonly FaultScenario[] = [
  scenario('17.1', 'The list lags 5 s, and two messages of one recipient may be meant', { lagMs: 5_000 }, true),
  scenario('17.2', 'The list is not to be had at first', { lagMs: 0, fails: true }, false),
  scenario('17.3', 'The list lags 60 s, as long as Herald looks', { lagMs: 60_000 }, false),
];

interface ListFaults {
  lagMs: number;
  fails?: boolean;
}

function scenario(id: string, name: string, faults: ListFaults, isShort: boolean): FaultScenario {
  return {
    id,
    name,
    places: ['embedded store', 'PostgreSQL + Redis'],
    isShort,
    run: (context) => withStand(context, `Row ${id}`, {}, (stand) => run(context, stand, faults)),
  };
}

async function run(context: FaultContext, stand: FaultStand, { lagMs, fails }: ListFaults): Promise<FaultFigures> {
  const { runs } = context;
  const { emulator } = stand;
  await emulator.control('POST', 'lists/settings', { lagMs });
  await emulator.control('POST', 'callbacks/settings', { paused: true });
  const failing = { fault: '500', match: { method: 'GET', path: '/Messages.json' } };
  const faults = fails === true ? [LOST, failing] : [LOST];
  const single = await sendStruck(
    stand,
    Array.from({ length: 3 * runs }, () => faults),
  );
  const twins = lagMs > 30_000 ? [] : await sendTwins(stand, runs);
  const isAlarmed = ({ waiting }: ReadDelivery) => waiting?.explanation.includes('more than one') ?? false;
  const broken: string[] = [];
  let alarms = 0;
  await untilAll(stand, single, isSettled, SETTLED_WITHIN_MS);
  if (twins.length > 0) {
    // Twins that a busy machine parted are settled: the second of them waited for the first, as it must.
    const isPartedOrAlarmed = (delivery: ReadDelivery) => isAlarmed(delivery) || isSettled(delivery);
    if (!(await untilAll(stand, twins, isPartedOrAlarmed, 120_000)))
      broken.push('a message with a twin neither says so nor was parted from it');
    alarms = stand.nodes.flatMap(({ child }) => child.output.match(/stays unknown/g) ?? []).length;
    if (alarms < twins.length / 2)
      broken.push(`only ${alarms} of ${twins.length} messages with a twin are in the logs`);
    context.log(`${alarms} alarms; callbacks come now`);
  }
  await emulator.control('POST', 'callbacks/settings', { paused: false });
  await stand.untilSettled(SETTLED_WITHIN_MS);
  const figures = await stand.figures(single.length + twins.length, broken);
  const notes = { 'messages that only a callback could tell apart, alarmed': alarms };
  const recoveries = { resumedMs: [], inDoubtMs: await learningTimes(stand, single) };
  return { ...figures, recoveries, ...(twins.length > 0 ? { notes } : {}) };
}

/**
 * Two messages at a time to one number, both lost, and alike for the vendor's list: their text may have been rewritten. Few
 * pairs at a time, among others that go well, so that no breaker parts them.
 */
async function sendTwins({ load, emulator }: FaultStand, pairs: number): Promise<SentMessage[]> {
  const twins: SentMessage[] = [];
  for (let left = pairs; left > 0; left -= PAIRS_AT_ONCE) {
    const sendAt = new Date(Date.now() + TWINS_DUE_IN_MS).toISOString();
    for (let pair = 0; pair < Math.min(left, PAIRS_AT_ONCE); pair += 1) {
      const number = nextNumber(load);
      await letStrike(emulator, [{ ...LOST, times: 2, match: { to: atWhatsapp(number) } }]);
      const recipients = [{ identifier: number, phoneNumber: number }];
      const override = { twilio_whatsapp: { SmartEncoded: true } };
      twins.push(...(await load.send(2, { more: { sendAt, recipients, override } })));
    }
    await load.send(4 * PAIRS_AT_ONCE, { more: { sendAt } });
    await setTimeout(Math.max(0, Date.parse(sendAt) - Date.now()));
  }
  return twins;
}
