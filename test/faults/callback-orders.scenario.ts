import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { withStand } from './stand.life.js';
import { falseReports } from './reported.statuses.js';
import { callbackTriesAt } from './vendor.record.js';

/** Row 26: callbacks come five times, in any order, and before the vendor's own answer. */
export const CALLBACK_ORDERS: FaultScenario = {
  id: '26',
  name: 'Callbacks ×5, reversed, shuffled, before the answer',
  places: ['embedded store', 'PostgreSQL + Redis'],
  isShort: true,
  run: (context) => withStand(context, 'Row 26', {}, (stand) => run(context, stand)),
};

const COPIES = 4;
/** Recipients whose messages end otherwise: undelivered, delivered and never read, sent and never delivered. */
const OTHER_ENDS = ['+15005550105', '+15005550106', '+15005550108', '+15005550102'];

async function run(context: FaultContext, stand: FaultStand): Promise<FaultFigures> {
  const { runs, random } = context;
  const { load, emulator } = stand;
  const ways = [
    { order: 'normal', beforeResponse: false },
    { order: 'reversed', beforeResponse: false },
    { order: 'shuffled', beforeResponse: false },
    { order: 'normal', beforeResponse: true },
    { order: 'reversed', beforeResponse: true },
    { order: 'shuffled', beforeResponse: true },
  ];
  const before: number[] = [];
  const broken: string[] = [];
  for (const way of ways) {
    await emulator.control('POST', 'callbacks/settings', {
      ...way,
      duplicate: COPIES,
      seed: random.integer(1, 1_000_000),
    });
    await load.send(6 * runs);
    for (const number of OTHER_ENDS) {
      await load.send(runs, { more: { recipients: [{ identifier: number, phoneNumber: number }] } });
    }
    await stand.untilSettled(60_000);
    // Read before the emulator forgets the callbacks of this way.
    broken.push(...(await falseReports(stand, before.at(-1))).map((fault) => `${JSON.stringify(way)}: ${fault}`));
    before.push((await callbackTriesAt(emulator)).at(-1)?.sequence ?? 0);
    context.log(`${JSON.stringify(way)}: ${before.at(-1)} callbacks so far`);
  }
  const figures = await stand.figures(before.at(-1) ?? 0, broken);
  return { ...figures, notes: { 'ways that callbacks came': ways.length, 'copies of each': 1 + COPIES } };
}
