import { eventually } from '../environment/eventually.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { deliveriesOf, isSettled, untilAll } from './message.reading.js';
import { withStand } from './stand.life.js';
import { sendStruck } from './struck.load.js';
import { VendorDoor } from './vendor.door.js';

const SETTLED_WITHIN_MS = 240_000;
const BEFORE_ACCEPT = ['500', '502-html', 'hang', 'reset-before-accept'] as const;
/** A name that no resolver knows: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
const UNKNOWN_HOST = 'http://vendor.invalid:4010';

/** Row 16: the vendor fails before it accepts. What never left is sent again at once, what may have, after two looks. */
export const NEVER_ACCEPTED: readonly FaultScenario[] = [
  {
    id: '16.1',
    name: 'The vendor refuses connections, then its name is unknown',
    places: ['embedded store', 'PostgreSQL + Redis'],
    isShort: true,
    run: refuse,
  },
  {
    id: '16.2',
    name: 'The vendor answers 500, 502, resets or hangs before it accepts',
    places: ['embedded store', 'PostgreSQL + Redis'],
    isShort: false,
    run: (context) => withStand(context, 'Row 16.2', {}, (stand) => failBeforeAccepting(context, stand)),
  },
];

async function refuse(context: FaultContext): Promise<FaultFigures> {
  const door = { current: undefined as VendorDoor | undefined };
  try {
    return await withStand(context, 'Row 16.1', {}, async (stand) => {
      const { load, emulator, workers } = stand;
      door.current = await VendorDoor.before(emulator.url);
      const base = { TWILIO_API_BASE_URL: door.current.url };
      const count = 10 * context.runs;
      await restart(workers, base);
      await door.current.set('refusing');
      stand.strike();
      await load.send(count);
      await untilFailedBy(stand, 'refused');
      await door.current.set('open');
      await stand.untilSettled(SETTLED_WITHIN_MS);
      context.log('refused connections are over; now the name of the vendor is unknown');
      await restart(workers, { TWILIO_API_BASE_URL: UNKNOWN_HOST });
      stand.strike();
      await load.send(count);
      await untilFailedBy(stand, 'dns');
      await restart(workers, base);
      await stand.untilSettled(SETTLED_WITHIN_MS);
      return withAttempts(stand, await stand.figures(2 * count), ['refused', 'dns']);
    });
  } finally {
    await door.current?.close();
  }
}

async function failBeforeAccepting({ runs }: FaultContext, stand: FaultStand): Promise<FaultFigures> {
  const { load } = stand;
  const faults = Array.from({ length: runs }, () => BEFORE_ACCEPT).flat();
  await sendStruck(
    stand,
    faults.map((fault) => [{ fault }]),
  );
  await untilAll(stand, load.messages, isSettled, SETTLED_WITHIN_MS);
  await stand.untilSettled(SETTLED_WITHIN_MS);
  return withAttempts(stand, await stand.figures(faults.length), ['server_error', 'timeout', 'reset']);
}

/** Every message has arrived, each exactly once, and each of the failures was met. */
async function withAttempts(
  stand: FaultStand,
  figures: FaultFigures,
  causes: readonly string[],
): Promise<FaultFigures> {
  const attempts = [...(await deliveriesOf(stand)).values()].map((delivery) => delivery.attempts);
  const asked = attempts.map((of) => of.filter(({ cause }) => cause !== 'local_limit').length);
  const met = attempts.flat().map(({ cause }) => cause);
  const doubled = figures.verdict.flaggedDuplicates;
  const broken = [
    ...causes
      .filter((cause) => !met.includes(cause))
      .map((cause) => `no attempt failed by ${cause}: nothing was tried`),
    ...(doubled > 0 ? [`${doubled} messages were accepted twice`] : []),
  ];
  const sum = asked.reduce((total, of) => total + of, 0);
  const notes = {
    'attempts that asked the vendor, per message': `${(sum / asked.length).toFixed(2)}, at most ${Math.max(...asked)}`,
  };
  return { ...figures, broken, notes };
}

function untilFailedBy(stand: FaultStand, cause: string): Promise<true> {
  return eventually(
    `An attempt that failed by ${cause}`,
    async () => {
      const attempts = [...(await deliveriesOf(stand)).values()].flatMap((delivery) => delivery.attempts);
      return attempts.some((attempt) => attempt.cause === cause) || undefined;
    },
    60_000,
  );
}

async function restart(workers: FaultStand['workers'], variables: Readonly<Record<string, string>>): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()));
  await Promise.all(workers.map((worker) => worker.start(variables)));
}
