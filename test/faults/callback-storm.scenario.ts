import { spread } from './arrival.figures.js';
import { quantile } from './fault.report.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { isSettled, untilAll } from './message.reading.js';
import { withStand } from './stand.life.js';
import { falseReports } from './reported.statuses.js';
import { callbackTriesAt } from './vendor.record.js';

/** Twilio gives up on a callback after this long. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const TWILIO_WAITS_MS = 15_000;
/** Four callbacks each: within what the emulator remembers. */
const MOST_MESSAGES = 2_000;
const MOST_STORMS = 3;

/** Row 25: the vendor sends all callbacks of many messages at once. */
export const CALLBACK_STORM: FaultScenario = {
  id: '25',
  name: 'A storm of callbacks, 256 at a time',
  places: ['embedded store', 'PostgreSQL + Redis'],
  isShort: true,
  company: 'measured',
  run: (context) => withStand(context, 'Row 25', {}, (stand) => run(context, stand)),
};

async function run(context: FaultContext, stand: FaultStand): Promise<FaultFigures> {
  const { runs } = context;
  const { load, emulator } = stand;
  const count = Math.min(MOST_MESSAGES, 250 * runs);
  const storms = Math.min(MOST_STORMS, Math.max(1, Math.floor(runs / 5)));
  const durations: number[] = [];
  const perSecond: number[] = [];
  for (let storm = 0; storm < storms; storm += 1) {
    await emulator.control('POST', 'callbacks/settings', { paused: true });
    const before = (await callbackTriesAt(emulator)).at(-1)?.sequence ?? 0;
    const sent = await load.send(count, { concurrency: 16 });
    await untilAll(stand, sent, isSettled, 120_000);
    const beganAtMs = Date.now();
    await emulator.control('POST', 'callbacks/settings', { paused: false });
    await stand.untilSettled(120_000);
    const tries = await callbackTriesAt(emulator, before);
    durations.push(...tries.map(({ durationMs }) => durationMs));
    perSecond.push(tries.length / ((Math.max(...tries.map(({ atMs }) => atMs)) - beganAtMs) / 1_000));
    context.log(`${tries.length} callbacks at ${Math.round(perSecond.at(-1) ?? 0)} a second`);
  }
  const ascending = durations.toSorted((one, other) => one - other);
  const slowest = ascending.at(-1) ?? 0;
  const broken = [
    ...(await falseReports(stand)),
    ...(slowest > TWILIO_WAITS_MS ? [`a callback took ${slowest} ms, longer than Twilio waits`] : []),
  ];
  const figures = await stand.figures(durations.length, broken);
  const notes = {
    'callbacks in a storm': count * 4,
    'taken per second': Math.round(
      quantile(
        perSecond.toSorted((one, other) => one - other),
        0.5,
      ) ?? 0,
    ),
    'answered within p50 / p99': spread(durations),
    slowest: `${slowest} ms`,
  };
  return { ...figures, notes };
}
