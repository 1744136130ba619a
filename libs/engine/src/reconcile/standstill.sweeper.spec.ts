import { ReconcileStand } from './reconcile.stand.fixture.js';

describe('the sweeper of standstill', () => {
  let stand: ReconcileStand;

  beforeAll(async () => {
    stand = await ReconcileStand.open();
  });
  afterEach(async () => {
    await stand.clear();
    await stand.store.postgres.pool.query("update standstill_windows set due_at = 'infinity', leased_until = null");
  });
  afterAll(() => stand.close());

  /** Sends; gives for each notification the id of the vendor's message. */
  async function sent(count: number): Promise<Map<string, string>> {
    for (let index = 0; index < count; index += 1) await stand.deliveries.accept({ address: `address-${index}` });
    const messages = new Map<string, string>();
    for (const attempt of await stand.deliveries.beginDue()) {
      await stand.deliveries.finish(attempt);
      messages.set(attempt.notificationId, `SM-${attempt.deliveryId}-1`);
    }
    return messages;
  }

  /** Sweeps until everything sent has been through so many checks; others on the server may hold the feed up. */
  async function sweepUntil(questions: number, { sweeper } = stand.process()): Promise<void> {
    const deadlineMs = performance.now() + 20_000;
    while (stand.vendor.asked.length < questions && performance.now() < deadlineMs) await sweeper.sweep();
    expect(stand.vendor.asked).toHaveLength(questions);
  }

  it('brings every status that no callback brought, with its event', async () => {
    const messages = await sent(3);
    const [delivered, seen, discarded] = [...messages] as [string, string][];
    const events = [
      [delivered, 'delivered'],
      [seen, 'seen'],
      [discarded, 'discarded'],
    ] as const;
    for (const [entry, event] of events) if (entry !== undefined) stand.vendor.has({ id: entry[1], event });
    await sweepUntil(3);
    for (const [entry, event] of events) {
      const delivery = await stand.deliveries.only(entry?.[0] ?? '');
      expect(delivery.status).toBe(event);
      expect(delivery.events.map(({ type }) => type)).toEqual(['sent', event]);
    }
  });

  it('asks about a status that stands still at each check, and not about one that moved on', async () => {
    const messages = await sent(2);
    const [standing, moved] = [...messages.values()] as [string, string];
    stand.vendor.has({ id: standing });
    stand.vendor.has({ id: moved, event: 'seen' });
    await sweepUntil(3);
    expect(
      stand.vendor.asked.filter((search) => 'providerMessageId' in search && search.providerMessageId === moved),
    ).toHaveLength(1);
  });

  it('asks in the last check whether what was delivered has been seen', async () => {
    const [[id, message]] = [...(await sent(1))] as [[string, string]];
    stand.vendor.has({ id: message, event: 'delivered' });
    const process = stand.process();
    await sweepUntil(1, process);
    expect((await stand.deliveries.only(id)).status).toBe('delivered');
    for (const known of stand.vendor.messages) known.event = 'seen';
    await sweepUntil(2, process);
    expect((await stand.deliveries.only(id)).status).toBe('seen');
  });

  it('works through more than it takes at once', async () => {
    const messages = await sent(7);
    for (const id of messages.values()) stand.vendor.has({ id, event: 'seen' });
    await sweepUntil(7, stand.process({ standingAtOnce: 2 }));
    for (const id of messages.keys()) expect((await stand.deliveries.only(id)).status).toBe('seen');
  });

  it('leaves a vendor that does not answer alone until the next check', async () => {
    const messages = await sent(4);
    for (const id of messages.values()) stand.vendor.has({ id, event: 'seen' });
    stand.vendor.isDown = true;
    const process = stand.process();
    await sweepUntil(1, process);
    stand.vendor.isDown = false;
    await sweepUntil(5, process);
    for (const id of messages.keys()) expect((await stand.deliveries.only(id)).status).toBe('seen');
  });
});
