import type { DeliveryView } from '#herald/store';
import { DeafHerald } from './reconcile.fixture.js';

const LOOK_AFTER_MS = 400;

describe('a Herald that hears no callback', () => {
  let herald: DeafHerald;

  beforeAll(async () => {
    herald = await DeafHerald.start({
      resolveEveryMs: 50,
      sweepEveryMs: 50,
      lookAfterMs: LOOK_AFTER_MS,
      lookupsPerSecond: 100,
      windowMs: 200,
      checks: [
        { afterMs: 200, statuses: ['sent'] },
        { afterMs: 1_000, statuses: ['sent', 'delivered'] },
      ],
    });
  });
  afterAll(() => herald.stop());

  it.each([
    ['+12025550100', 'reset-after-accept'],
    ['+12025550101', '5xx-after-accept'],
    ['+12025550102', 'no-sid-201'],
    ['+12025550103', 'truncated-after-accept'],
  ])('finds the message to %s in the list after %s, and sends nothing twice', async (phoneNumber, fault) => {
    await herald.harm(phoneNumber, fault);
    const delivery = await herald.deliveryOnce(await herald.notify(phoneNumber), ({ status }) => status !== 'pending');
    const accepted = await herald.acceptedFor(phoneNumber);
    expect(accepted).toHaveLength(1);
    expect(delivery.providerMessageId).toBe(accepted[0]?.sid);
    expect(delivery.attempts).toMatchObject([{ outcome: 'unknown', duplicateRisk: false }]);
  });

  it('finds what shows up in the list late', async () => {
    const phoneNumber = '+12025550110';
    await herald.emulator.control('POST', 'lists/settings', { lagMs: LOOK_AFTER_MS + 100 });
    await herald.harm(phoneNumber, 'reset-after-accept');
    const delivery = await herald.deliveryOnce(await herald.notify(phoneNumber), ({ status }) => status !== 'pending');
    await herald.emulator.control('POST', 'lists/settings', { lagMs: 0 });
    const accepted = await herald.acceptedFor(phoneNumber);
    expect(accepted).toHaveLength(1);
    expect(delivery.providerMessageId).toBe(accepted[0]?.sid);
  });

  it('sends again, flagged, what never arrived', async () => {
    const phoneNumber = '+12025550120';
    await herald.harm(phoneNumber, 'reset-before-accept');
    const delivery = await herald.deliveryOnce(await herald.notify(phoneNumber), ({ status }) => status !== 'pending');
    const accepted = await herald.acceptedFor(phoneNumber);
    expect(accepted).toHaveLength(1);
    expect(delivery.providerMessageId).toBe(accepted[0]?.sid);
    expect(delivery.attempts).toMatchObject([
      { number: 1, outcome: 'unknown', duplicateRisk: false },
      { number: 2, outcome: 'accepted', duplicateRisk: true },
    ]);
  });

  it('asks again when the list could not be had', async () => {
    const phoneNumber = '+12025550140';
    const match = { method: 'GET', path: '/Messages.json' };
    await herald.harm(phoneNumber, 'reset-after-accept');
    await herald.emulator.control('POST', 'faults', { fault: '500', times: 1, match });
    const delivery = await herald.deliveryOnce(await herald.notify(phoneNumber), ({ status }) => status !== 'pending');
    const accepted = await herald.acceptedFor(phoneNumber);
    expect(accepted).toHaveLength(1);
    expect(delivery.providerMessageId).toBe(accepted[0]?.sid);
  });

  it('adopts neither of two equal messages, and sends nothing to that number meanwhile', async () => {
    const phoneNumber = '+12025550130';
    // A success first: the failures before may have opened the breaker, which then tries one delivery at a time.
    await herald.deliveryOnce(await herald.notify('+12025550131'), ({ status }) => status !== 'pending');
    await herald.harm(phoneNumber, 'reset-after-accept', 2);
    // In one notification: both are claimed at once, before either can hold up the other.
    const twins = await herald.notifyAll(['one', 'other'].map((identifier) => ({ identifier, phoneNumber })));
    const isAlarming = ({ waiting }: DeliveryView) => waiting?.explanation.includes('more than one') ?? false;
    for (const delivery of await herald.deliveriesOnce(twins, (deliveries) => deliveries.every(isAlarming))) {
      expect(delivery).toMatchObject({ status: 'pending', providerMessageId: null, attempts: [{ number: 1 }] });
    }
    const later = await herald.notify(phoneNumber, 'Another message.');
    const held = await herald.deliveryOnce(later, ({ waiting }) => waiting?.explanation.includes('earlier') ?? false);
    expect(held.attempts).toEqual([]);
    expect(await herald.acceptedFor(phoneNumber)).toHaveLength(2);
  });

  it.each([
    ['+12025550150', 'seen', null],
    ['+15005550106', 'delivered', null],
    ['+15005550102', 'discarded', '63003'],
  ])('learns that the message to %s is %s', async (phoneNumber, status, providerCode) => {
    const delivery = await herald.deliveryOnce(await herald.notify(phoneNumber), (shown) => shown.status === status);
    expect(delivery.reason?.providerCode ?? null).toBe(providerCode);
    expect(delivery.events.at(-1)?.type).toBe(status);
  });
});
