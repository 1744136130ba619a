import type { NotificationAnswer } from '../environment/herald.process.js';
import { MortalHerald, PLACES } from './crash.fixture.js';

describe('A server that is killed between 202 and sending', () => {
  const mortals = new Map<string, MortalHerald>();

  beforeAll(async () => {
    for (const [place, make] of Object.entries(PLACES)) mortals.set(place, await MortalHerald.start(make));
  });
  afterAll(async () => {
    for (const mortal of mortals.values()) await mortal.stop();
  });

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
});

/** The vendor said that it accepted it. */
function isSent({ deliveries }: NotificationAnswer): boolean {
  return deliveries.every(({ status }) => ['sent', 'delivered', 'seen'].includes(status));
}
