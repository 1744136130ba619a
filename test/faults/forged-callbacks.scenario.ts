import { FORGERIES, type GenuineCallback, type PostedCallback, signed } from './callback.forgery.js';
import type { FaultContext, FaultFigures, FaultScenario } from './fault.scenario.js';
import type { FaultStand } from './fault.stand.js';
import { deliveriesOf, untilAll } from './message.reading.js';
import { withStand } from './stand.life.js';
import { callbackTriesAt } from './vendor.record.js';

/** The vendor leaves messages to it `sent`, so that whatever raises one is seen. */
const NEVER_DELIVERED = '+15005550108';
const VICTIMS = 10;
const FORGERIES_FOR_EACH_RUN = 300;
const AT_ONCE = 16;

/** Row 28: callbacks that the vendor did not send, and genuine ones again. */
export const FORGED_CALLBACKS: FaultScenario = {
  id: '28',
  name: 'Forged, mutated and replayed callbacks',
  places: ['embedded store', 'PostgreSQL + Redis'],
  isShort: true,
  run: (context) => withStand(context, 'Row 28', {}, (stand) => run(context, stand)),
};

async function run(context: FaultContext, stand: FaultStand): Promise<FaultFigures> {
  const { runs, random } = context;
  const { load, emulator } = stand;
  await load.send(VICTIMS, { more: { recipients: [{ identifier: NEVER_DELIVERED, phoneNumber: NEVER_DELIVERED }] } });
  await stand.untilSettled(60_000);
  const [{ token }, forger] = emulator.accounts;
  const genuine = (await callbackTriesAt(emulator)).map(({ url, parameters }) => ({ url, form: parameters }));
  const pick = () => genuine[random.integer(0, genuine.length - 1)] as GenuineCallback;
  const kinds = Object.keys(FORGERIES);
  const forged = Array.from({ length: FORGERIES_FOR_EACH_RUN * runs }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? '';
    const seen = pick();
    const other = genuine.find(({ url }) => url !== seen.url) ?? seen;
    return { kind, posted: FORGERIES[kind]?.({ seen, other, token, forger, random }) as PostedCallback };
  });
  const answers = await postAll(forged.map(({ posted }) => posted));
  const believed = forged.filter((_, index) => (answers[index] ?? 0) < 300);
  const failed = answers.filter((status) => status >= 500).length;
  const replays = Array.from({ length: FORGERIES_FOR_EACH_RUN * runs }, () => signed(pick(), token));
  await postAll(replays);
  const broken = [
    ...new Set(believed.map(({ kind }) => `believed: ${kind}`)),
    ...(failed > 0 ? [`${failed} forgeries were answered 5xx`] : []),
    ...(await effects(stand)),
    ...(await deafness(stand)),
  ];
  context.log(`${forged.length} forgeries of ${kinds.length} kinds, ${believed.length} believed`);
  const figures = await stand.figures(forged.length + replays.length, broken);
  const notes = {
    'forgeries believed': `${believed.length} of ${forged.length} (${kinds.length} kinds)`,
    'genuine ones replayed, without effect': replays.length,
  };
  return { ...figures, notes };
}

/** What forgeries and replays have changed, in words. */
async function effects(stand: FaultStand): Promise<string[]> {
  return [...(await deliveriesOf(stand))].flatMap(([text, { status, events }]) =>
    status === 'sent' && events.length === 1 ? [] : [`${text} became ${status}, by ${events.length} events`],
  );
}

/** That the real thing is still believed; else nothing was shown. */
async function deafness(stand: FaultStand): Promise<string[]> {
  const { load, emulator } = stand;
  const first = load.messages.slice(0, 1);
  const [delivery] = (await deliveriesOf(stand, first)).values();
  await emulator.control('POST', `messages/${delivery?.providerMessageId}/status`, { status: 'delivered' });
  const isHeard = await untilAll(stand, first, ({ status }) => status === 'delivered', 20_000);
  return isHeard ? [] : ['a genuine callback was not believed'];
}

/** Gives the status of each answer. */
async function postAll(callbacks: readonly PostedCallback[]): Promise<number[]> {
  const answers: number[] = [];
  const left = callbacks.entries();
  const postInTurn = async () => {
    for (const [index, callback] of left) answers[index] = await post(callback);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, postInTurn));
  return answers;
}

async function post({ url, body, contentType, signature }: PostedCallback): Promise<number> {
  const headers = {
    'content-type': contentType,
    ...(signature === undefined ? {} : { 'x-twilio-signature': signature }),
  };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
