import { setTimeout } from 'node:timers/promises';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import { FaultStand } from './fault.stand.js';
import type { SentMessage } from './ledger.judge.js';
import { type Strike, strikeIn, strikeVariables } from './strike.order.js';

/** Three leases, two times two looks at the vendor with the pauses between, and time for a busy machine. */
const QUARANTINED_WITHIN_MS = 600_000;
const SETTLED_WITHIN_MS = 240_000;
const DEATHS = 3;
const DUE_IN_MS = 20_000;
const POINT = 'herald.attempt.begun';
const NEIGHBOURS_AT_ONCE = 3;

/** Row 5: one delivery kills whoever is about to send it. */
export const POISON: FaultScenario = {
  id: '5',
  name: 'one delivery kills its worker each time',
  places: PLACES,
  isShort: false,
  isCrash: true,
  company: 'waiting',
  run: poison,
};

async function poison(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 5 on ${context.place}`, { workers: 2 });
  try {
    await stand.startAll();
    const [victim] = await stand.load.send(1, { more: { sendAt: new Date(Date.now() + DUE_IN_MS).toISOString() } });
    if (victim === undefined) throw new Error('There is no message');
    const [delivery] = (await stand.load.shown([victim])).get(victim.requestId ?? '') ?? [];
    const variables = strikeVariables({ channel: POINT, only: delivery?.id ?? '' });
    for (const node of stand.workers) {
      await node.stop();
      node.launch(variables);
    }
    const ended = new AbortController();
    const [strikes] = await Promise.all([
      supervise(stand, variables, ended.signal),
      untilDiscarded(stand, victim).finally(() => ended.abort()),
    ]);
    await stand.startAll();
    await stand.untilSettled(SETTLED_WITHIN_MS);
    return await judged(stand, victim, strikes);
  } finally {
    await stand.stop();
  }
}

async function untilDiscarded(stand: FaultStand, victim: SentMessage): Promise<void> {
  const deadlineMs = performance.now() + QUARANTINED_WITHIN_MS;
  while (performance.now() < deadlineMs) {
    const [delivery] = (await stand.load.shown([victim])).get(victim.requestId ?? '') ?? [];
    if (delivery?.status === 'discarded') return;
    await setTimeout(1_000);
  }
}

/** Brings dead workers back and sends to neighbours. Gives the deaths. */
async function supervise(stand: FaultStand, variables: Record<string, string>, ended: AbortSignal): Promise<Strike[]> {
  const strikes: Strike[] = [];
  while (!ended.aborted) {
    for (const node of stand.workers.filter(({ isRunning }) => !isRunning)) {
      const strike = strikeIn(node.child.output);
      if (strike === undefined) node.failedStarts += 1;
      else {
        strikes.push(strike);
        stand.strike(strike.atMs);
      }
      node.launch(variables);
    }
    stand.load.sendInBackground(NEIGHBOURS_AT_ONCE);
    await setTimeout(1_000);
  }
  return strikes;
}

async function judged(stand: FaultStand, victim: SentMessage, strikes: readonly Strike[]): Promise<FaultFigures> {
  const figures = await stand.figures(strikes.length);
  const { discarded } = figures.verdict;
  const isAlone = discarded.length === 1 && discarded[0]?.text === victim.text && discarded[0].reason === 'poison';
  const broken = [
    ...(isAlone ? [] : [`discarded were ${JSON.stringify(discarded)}, not the poison alone`]),
    ...(strikes.length === DEATHS ? [] : [`it killed ${strikes.length} workers, not ${DEATHS}`]),
  ];
  const [shown] = (await stand.load.shown([victim])).get(victim.requestId ?? '') ?? [];
  const quarantineMs = (shown?.settledAtMs ?? Number.NaN) - (strikes[0]?.atMs ?? Number.NaN);
  const notes = {
    neighbours: figures.verdict.acknowledged - 1,
    'from the first death to quarantine': `${Math.round(quarantineMs / 1_000)} s`,
  };
  return { ...figures, broken, mayDiscard: ['poison'], notes };
}
