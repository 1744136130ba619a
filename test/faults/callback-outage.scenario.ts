import { setTimeout } from 'node:timers/promises';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { isSettled, untilAll } from './message.reading.js';
import { withStand } from './stand.life.js';
import { arrivalsAt, callbackTriesAt, requestsAt, untilArrived } from './vendor.record.js';

const OUTAGE_MS = 10 * 60_000;
/** From the check, ten minutes after a message was sent, until the vendor was asked about all. */
const CHECKED_WITHIN_MS = 5 * 60_000;
/** The emulator remembers so many requests: each create, and each question about it. */
const MOST_MESSAGES = 450;

/** Row 27: our callback address is down for ten minutes, so that the vendor gives up on every callback. */
export const CALLBACK_OUTAGE: FaultScenario = {
  id: '27',
  name: 'Our callback address is down for 10 minutes',
  places: ['PostgreSQL + Redis'],
  isShort: false,
  company: 'waiting',
  run: (context) => withStand(context, 'Row 27', {}, (stand) => run(context, stand)),
};

async function run(context: FaultContext, stand: FaultStand): Promise<FaultFigures> {
  const { runs } = context;
  const { load, emulator, servers, workers } = stand;
  const count = Math.min(MOST_MESSAGES, 15 * runs);
  await Promise.all(workers.map((worker) => worker.stop()));
  await load.send(count);
  stand.strike();
  await Promise.all(servers.map((server) => server.stop()));
  const downAtMs = Date.now();
  await Promise.all(workers.map((worker) => worker.start()));
  await untilArrived(emulator, count, 120_000);
  await emulator.control('GET', 'settled?timeoutMs=60000');
  const tries = await callbackTriesAt(emulator);
  const taken = tries.filter(({ httpStatus }) => httpStatus !== null).length;
  context.log(`${tries.length} tries to call back have failed; the address is back in ten minutes`);
  await setTimeout(OUTAGE_MS - (Date.now() - downAtMs));
  await Promise.all(servers.map((server) => server.start()));
  const arrivals = await arrivalsAt(emulator);
  await untilAll(stand, load.messages, ({ status }) => status === 'seen', CHECKED_WITHIN_MS);
  await untilAll(stand, load.messages, isSettled, 1_000);
  const questions = (await requestsAt(emulator)).filter(({ method }) => method === 'GET').length;
  const shown = [...(await load.shown()).values()].flat();
  const recovered = shown.filter(({ status }) => status === 'seen').length;
  const broken = [
    ...(taken > 0 ? [`${taken} callbacks came through: there was no outage`] : []),
    ...(recovered < count ? [`${count - recovered} statuses were not recovered`] : []),
  ];
  const figures = await stand.figures(tries.length, broken);
  const notes = {
    'final statuses recovered': `${recovered} of ${arrivals.length}`,
    'questions to the vendor': questions,
  };
  return { ...figures, recoveries: { resumedMs: [], inDoubtMs: [] }, notes };
}
