import { eventually } from '../environment/eventually.js';
import type { NotificationAnswer } from '../environment/herald.process.js';
import { MortalHerald, PLACES } from './crash.fixture.js';

/** Longer than a lease and two looks at the vendor: what a dead process was about is settled by then. */
const SETTLED_WITHIN_MS = 150_000;
const LIVES = 10;
const ACKNOWLEDGED_IN_A_LIFE = 5;

describe('A server that is killed between 202 and sending', () => {
  const mortals = new Map<string, MortalHerald>();

  beforeAll(async () => {
    for (const [place, make] of Object.entries(PLACES)) mortals.set(place, await MortalHerald.start(make));
  }, 60_000);
  afterAll(async () => {
    for (const mortal of mortals.values()) await mortal.stop();
  }, 60_000);

  function mortalOn(place: string): MortalHerald {
    const mortal = mortals.get(place);
    if (mortal === undefined) throw new Error(`No Herald was started on ${place}`);
    return mortal;
  }

  it.each(Object.keys(PLACES))('sends it once after the restart, on %s', async (place) => {
    const mortal = mortalOn(place);
    const held = { fault: '429', times: 1, retryAfterSeconds: 3, match: { to: 'whatsapp:+12025550110' } };
    await mortal.emulator.control('POST', 'faults', held);
    const requestId = await mortal.notify('+12025550110', 'held back');
    await mortal.herald.notificationOnce(
      requestId,
      ({ deliveries: [delivery] }) => delivery?.attempts[0]?.outcome === 'retry',
    );
    await mortal.kill();
    expect(await mortal.arrivals()).toEqual(new Map());
    await mortal.startAgain();
    const { deliveries } = await mortal.herald.notificationOnce(requestId, isSent);
    expect(deliveries[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['retry', 'accepted']);
    expect((await mortal.arrivals()).get('held back')).toBe(1);
  });

  // Both at the same time: most of it is waiting for the leases of the dead, and for two looks at the vendor.
  it(
    `loses nothing and doubles nothing without saying so in ${LIVES} lives, whatever it was about when it was killed`,
    async () => {
      await Promise.all([...mortals.values()].map(liveAndDie));
    },
    SETTLED_WITHIN_MS + 60_000,
  );

  async function liveAndDie(mortal: MortalHerald): Promise<void> {
    const acknowledged = new Map([
      ['not accepted', await notifyUntilUnderWay(mortal, '+12025550111', 'not accepted', 'hang')],
      ['accepted', await notifyUntilUnderWay(mortal, '+12025550113', 'accepted', 'hang-after-accept')],
    ]);
    for (let life = 1; life <= LIVES; life += 1) {
      const messages = Array.from({ length: ACKNOWLEDGED_IN_A_LIFE }, (_, index) => `life ${life}, message ${index}`);
      const ids = await Promise.all(messages.map((message, index) => mortal.notify(numberOf(life, index), message)));
      ids.forEach((id, index) => acknowledged.set(messages[index] ?? '', id));
      await mortal.kill();
      await mortal.startAgain();
    }
    const settled = new Map<string, NotificationAnswer>();
    for (const [message, requestId] of acknowledged)
      settled.set(message, await mortal.herald.notificationOnce(requestId, isSent, SETTLED_WITHIN_MS));
    const arrivals = await mortal.arrivals();
    const resent = [...settled].filter(([, answer]) => isResent(answer)).map(([message]) => message);
    const lost = [...settled.keys()].filter((message) => !arrivals.has(message));
    const doubled = [...arrivals.keys()].filter((message) => arrivals.get(message) !== 1 && !resent.includes(message));
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    expect(resent).toContain('not accepted');
    expect(resent).not.toContain('accepted');
    expect([arrivals.get('not accepted'), arrivals.get('accepted')]).toEqual([1, 1]);
  }
});

/** Another number for each message: what goes to the same one waits while an earlier outcome is unknown. */
function numberOf(life: number, index: number): string {
  return `+1202555${String(115 + life * ACKNOWLEDGED_IN_A_LIFE + index).padStart(4, '0')}`;
}

/** Notifies, and returns when the attempt has begun and the vendor does not answer, for the reason given. */
async function notifyUntilUnderWay(
  mortal: MortalHerald,
  number: string,
  message: string,
  fault: 'hang' | 'hang-after-accept',
): Promise<string> {
  await mortal.emulator.control('POST', 'faults', { fault, times: 1, match: { to: `whatsapp:${number}` } });
  const requestId = await mortal.notify(number, message);
  await eventually('The request that hangs', async () => {
    const { faults } = (await mortal.emulator.control('GET', 'faults')) as { faults: unknown[] };
    return faults.length === 0 || undefined;
  });
  return requestId;
}

/** The vendor said that it accepted it. */
function isSent({ deliveries }: NotificationAnswer): boolean {
  return deliveries.every(({ status }) => ['sent', 'delivered', 'seen'].includes(status));
}

/** The process died with the attempt under way, and the vendor had no message that came of it. */
function isResent({ deliveries }: NotificationAnswer): boolean {
  return deliveries.some(({ attempts }) => attempts.some(({ duplicateRisk }) => duplicateRisk));
}
