import { mostSentWithin, mostWithin, percent, utilisation } from './arrival.figures.js';
import { sendBacklog } from './backlog.load.js';
import type { FaultContext, FaultFigures, FaultScenario, Place } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { withStand } from './stand.life.js';
import { arrivalsAt, textOf, untilArrived } from './vendor.record.js';

/** A sender's rate, how Herald is told of it, and over how long it is measured. */
interface Rate {
  sends: number;
  perMs: number;
  herald: Readonly<Record<string, string>>;
}

const USUAL: Rate = { sends: 80, perMs: 1_000, herald: { TWILIO_SENDS_PER_SECOND: '80' } };
const SANDBOX: Rate = { sends: 1, perMs: 3_000, herald: { TWILIO_SENDS_PER_SECOND: '', TWILIO_SANDBOX: 'true' } };

const CLUSTER: Place = 'PostgreSQL + Redis';

/** Row 20: a backlog of one sender, and any number of workers: the vendor sees no more than the sender's rate in any window. */
export const SENDER_RATE: readonly FaultScenario[] = [
  scenario('20.1', 'A backlog of one sender, 80 a second', USUAL, 1, ['embedded store', CLUSTER], false),
  scenario('20.2', 'The same with 2 workers', USUAL, 2, [CLUSTER], true),
  scenario('20.3', 'The same with 4 workers', USUAL, 4, [CLUSTER], false),
  scenario('20.4', 'The sandbox, 1 in 3 s, with 2 workers', SANDBOX, 2, [CLUSTER], false),
];

function scenario(
  id: string,
  name: string,
  rate: Rate,
  workers: number,
  places: readonly Place[],
  isShort: boolean,
): FaultScenario {
  const { herald } = rate;
  return {
    id,
    name,
    places,
    isShort,
    company: perSecondOf(rate) < 10 ? 'waiting' : 'measured',
    run: (context) => withStand(context, `Row ${id}`, { workers, herald }, (stand) => run(context, stand, rate)),
  };
}

async function run({ runs }: FaultContext, stand: FaultStand, { sends, perMs }: Rate): Promise<FaultFigures> {
  const perSecond = perSecondOf({ sends, perMs });
  const seconds = Math.min(30, 6 + 3 * (runs - 1));
  const count = Math.ceil(seconds * perSecond) + 1;
  const { load, emulator } = stand;
  const [sent = []] = await sendBacklog(load, [{ count }]);
  await untilArrived(emulator, load.messages.length, (seconds * 10 + 60) * 1_000);
  await stand.untilSettled(60_000);
  const arrivals = await arrivalsAt(emulator);
  const texts = new Set(sent.map(({ text }) => text));
  // What was sent to try the machine counts for the rate, but does not use it.
  const times = arrivals.map(({ arrivedMs }) => arrivedMs);
  const own = arrivals.filter((arrival) => texts.has(textOf(arrival))).map(({ arrivedMs }) => arrivedMs);
  const most = mostWithin(times, perMs);
  const broken =
    mostSentWithin(times, perMs) > sends
      ? [`${most} messages within ${perMs} ms, where ${sends} are the sender's rate`]
      : [];
  const figures = await stand.figures(1, broken);
  const window = perMs === 1_000 ? 'second' : `${perMs / 1_000} s`;
  const notes = {
    [`most in any ${window}`]: `${most} of ${sends}`,
    'rate used': percent(utilisation(own, perSecond)),
  };
  return { ...figures, notes };
}

function perSecondOf({ sends, perMs }: Pick<Rate, 'sends' | 'perMs'>): number {
  return (sends * 1_000) / perMs;
}
