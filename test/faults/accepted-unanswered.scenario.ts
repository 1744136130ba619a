import type { FaultScenario } from './fault.scenario.js';
import { isSettled, learningTimes, untilAll } from './message.reading.js';
import { withStand } from './stand.life.js';
import { sendStruck } from './struck.load.js';
import type { FaultRandom } from './fault.random.js';

const SETTLED_WITHIN_MS = 180_000;

/** Row 14: the vendor accepts and is not heard of again. Row 15: it accepts, and what it answers cannot be used. */
export const ACCEPTED_UNANSWERED: readonly FaultScenario[] = [
  scenario('14', 'The vendor accepts, then stays silent', ['hang-after-accept'], false),
  scenario(
    '15',
    'The vendor accepts, then resets, truncates, names no id or answers 500',
    ['reset-after-accept', 'truncated-after-accept', 'empty-201', 'garbage-201', 'no-sid-201', '5xx-after-accept'],
    true,
  ),
];

/** Each fault strikes as often as asked while callbacks come, so that they settle it, and as often while none does. */
function scenario(id: string, name: string, faults: readonly string[], isShort: boolean): FaultScenario {
  return {
    id,
    name,
    places: ['embedded store', 'PostgreSQL + Redis'],
    isShort,
    run: (context) =>
      withStand(context, `Row ${id}`, {}, async (stand) => {
        const strikes = faults.flatMap((fault) => Array.from({ length: context.runs }, () => [{ fault }]));
        const heard = await sendStruck(stand, shuffled(strikes, context.random));
        await stand.untilSettled(SETTLED_WITHIN_MS);
        await stand.emulator.control('POST', 'callbacks/settings', { paused: true });
        const unheard = await sendStruck(stand, shuffled(strikes, context.random));
        context.log('callbacks are held back: the list has to settle it');
        await untilAll(stand, stand.load.messages, isSettled, SETTLED_WITHIN_MS);
        await stand.emulator.control('POST', 'callbacks/settings', { paused: false });
        await stand.untilSettled(SETTLED_WITHIN_MS);
        const figures = await stand.figures(heard.length + unheard.length);
        const { flaggedDuplicates, unknown } = figures.verdict;
        const broken =
          flaggedDuplicates > 0 ? [`${flaggedDuplicates} messages that the vendor had were sent again`] : [];
        const inDoubtMs = await learningTimes(stand, [...heard, ...unheard]);
        const byAnswer = figures.injected - unknown.callback - unknown.list - unknown.resend;
        const notes = { 'settled by a callback before the attempt ended': byAnswer };
        return { ...figures, recoveries: { resumedMs: [], inDoubtMs }, notes, broken };
      }),
  };
}

function shuffled<Item>(items: readonly Item[], random: FaultRandom): Item[] {
  return items
    .map((item) => ({ item, rank: random.integer(0, 1_000_000) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
