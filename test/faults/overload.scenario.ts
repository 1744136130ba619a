import { setTimeout } from 'node:timers/promises';
import { type FaultContext, type FaultFigures, type FaultScenario, PLACES } from './fault.scenario.js';
import { quantile } from './fault.report.js';
import { FaultStand } from './fault.stand.js';

const SETTLED_WITHIN_MS = 240_000;
const MAX_BACKLOG = 300;
const CALLERS = 16;
/** How long capacity is measured, and then overloaded. */
const MEASURE_MS = 4_000;
const OVERLOAD_MS = 8_000;
/** Capacity of the stand is what the vendor takes at this pace, so that it does not depend on the machine. */
const SENDS_PER_SECOND = 40;

/** Row 24: twice as many calls as can be sent: the rest is refused before it is accepted. */
export const OVERLOAD: FaultScenario = {
  id: '24',
  name: `calls at twice the pace that is sent (${SENDS_PER_SECOND}/s), a backlog of at most ${MAX_BACKLOG}`,
  places: PLACES,
  isShort: true,
  company: 'measured',
  run: overload,
};

interface Counts {
  acceptedMs: number[];
  refused: number;
  unforeseen: string[];
}

async function overload(context: FaultContext): Promise<FaultFigures> {
  const stand = await FaultStand.open(context, `Row 24 on ${context.place}`, {
    herald: { TWILIO_SENDS_PER_SECOND: String(SENDS_PER_SECOND), HERALD_MAX_BACKLOG: String(MAX_BACKLOG) },
  });
  try {
    await stand.startAll();
    const calm = await callAtPace(stand, SENDS_PER_SECOND / 2, MEASURE_MS);
    stand.strike();
    // The backlog is filled first, else a short overload fits into it.
    await stand.load.send(MAX_BACKLOG, { concurrency: CALLERS });
    const pressed = await callAtPace(stand, 2 * SENDS_PER_SECOND, OVERLOAD_MS);
    await stand.untilSettled(SETTLED_WITHIN_MS);
    const figures = await stand.figures(1);
    const broken = [...calm.unforeseen, ...pressed.unforeseen];
    if (calm.refused > 0) broken.push(`${calm.refused} calls were refused without need`);
    if (pressed.refused === 0) broken.push('nothing was refused');
    if (pressed.acceptedMs.length === 0) broken.push('nothing was accepted');
    return {
      ...figures,
      broken,
      notes: {
        accepted: pressed.acceptedMs.length,
        refused: pressed.refused,
        'p99 of accepted, calm': p99(calm),
        'p99 of accepted, overloaded': p99(pressed),
      },
    };
  } finally {
    await stand.stop();
  }
}

/** Calls at a pace, whether answers come or not; refused messages are not repeated. */
async function callAtPace(stand: FaultStand, perSecond: number, forMs: number): Promise<Counts> {
  const counts: Counts = { acceptedMs: [], refused: 0, unforeseen: [] };
  const calls: Promise<void>[] = [];
  const beganAtMs = performance.now();
  while (performance.now() - beganAtMs < forMs) {
    calls.push(callOnce(stand, counts));
    await setTimeout(1_000 / perSecond);
  }
  await Promise.all(calls);
  return counts;
}

async function callOnce(stand: FaultStand, counts: Counts): Promise<void> {
  const message = stand.load.add();
  const beganAtMs = performance.now();
  const url = `${stand.servers[0]?.url}/v3/notifications`;
  const response = await fetch(url, { method: 'POST', ...stand.load.requestFor(message) });
  const text = await response.text();
  if (response.status === 202) {
    counts.acceptedMs.push(performance.now() - beganAtMs);
    stand.load.acknowledge(message, (JSON.parse(text) as { requestId: string }).requestId);
  } else if ([429, 503].includes(response.status) && response.headers.has('retry-after')) counts.refused += 1;
  else counts.unforeseen.push(`an answer ${response.status} without Retry-After, or unforeseen`);
}

function p99({ acceptedMs }: Counts): string {
  const sorted = acceptedMs.toSorted((one, other) => one - other);
  return `${Math.round(quantile(sorted, 0.99) ?? 0)} ms`;
}
