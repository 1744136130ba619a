import type { ChannelProvider } from '#herald/channel-provider';
import fc from 'fast-check';
import { register } from 'prom-client';
import { ReconcileStand } from './reconcile.stand.fixture.js';

describe('the resolver of unknown outcomes', () => {
  let stand: ReconcileStand;

  beforeAll(async () => {
    stand = await ReconcileStand.open();
  });
  afterEach(() => stand.clear());
  afterAll(() => stand.close());

  /** Notifications whose attempts are all begun, then all lost. */
  async function lost(...contents: { address?: string; text?: string }[]): Promise<string[]> {
    const ids: string[] = [];
    for (const { address = 'address', text = 'hello' } of contents)
      ids.push(await stand.deliveries.accept({ address, content: { message: text } }));
    for (const attempt of await stand.deliveries.beginDue()) await stand.deliveries.loseSight(attempt);
    return ids;
  }

  const only = (id: string | undefined) => stand.deliveries.only(id ?? '');

  async function settledBy(by: string): Promise<number> {
    const metric = await register.getSingleMetric('herald_unknown_settled_total')?.get();
    return metric?.values.find(({ labels }) => labels['by'] === by)?.value ?? 0;
  }

  it('adopts the one message that the vendor has, with its status', async () => {
    const [id] = await lost({});
    stand.vendor.has({ id: 'M1', event: 'delivered' });
    const before = await settledBy('list');
    await stand.process().resolver.resolveDue();
    const delivery = await only(id);
    expect(delivery).toMatchObject({ status: 'delivered', providerMessageId: 'M1', waiting: null });
    expect(delivery.events.map(({ type }) => type)).toEqual(['sent', 'delivered']);
    expect(await settledBy('list')).toBe(before + 1);
  });

  it('sends again, flagged, after two looks in which the list stayed empty', async () => {
    const [id] = await lost({});
    const { resolver } = stand.process();
    await resolver.resolveDue();
    expect((await only(id)).waiting).toMatchObject({ stage: 'unknown' });
    await resolver.resolveDue();
    expect((await only(id)).waiting?.stage).not.toBe('unknown');
    await stand.store.postgres.pool.query('update deliveries set due_at = now()');
    for (const attempt of await stand.deliveries.beginDue()) await stand.deliveries.finish(attempt);
    expect((await only(id)).attempts).toMatchObject([
      { duplicateRisk: false },
      { outcome: 'accepted', duplicateRisk: true },
    ]);
  });

  it('finds a message that the vendor took more than a minute after the attempt ended, and none that came later', async () => {
    const [taken, sentAgain] = await lost({}, { address: 'another address' });
    stand.vendor.has({ id: 'M1', createdAt: new Date(Date.now() + 80_000) });
    stand.vendor.has({ id: 'M2', to: 'another address', createdAt: new Date(Date.now() + 120_000) });
    const { resolver } = stand.process();
    await resolver.resolveDue();
    await resolver.resolveDue();
    expect(await only(taken)).toMatchObject({ status: 'sent', providerMessageId: 'M1' });
    expect(await only(sentAgain)).toMatchObject({ status: 'pending', providerMessageId: null });
  });

  it('finds a message that shows up in the second look', async () => {
    const [id] = await lost({});
    stand.vendor.has({ id: 'M1', hiddenFor: 1 });
    const { resolver } = stand.process();
    await resolver.resolveDue();
    await resolver.resolveDue();
    expect(await only(id)).toMatchObject({ status: 'sent', providerMessageId: 'M1', attempts: [{ number: 1 }] });
  });

  it('looks for the second time only when the time has come', async () => {
    const [id] = await lost({});
    const { resolver } = stand.process({ lookAfterMs: 30_000 });
    await resolver.resolveDue();
    await resolver.resolveDue();
    expect(stand.vendor.asked).toHaveLength(1);
    const { waiting } = await only(id);
    expect(waiting?.dueAt?.getTime()).toBeGreaterThan(Date.now() + 25_000);
  });

  it('leaves two candidates alone, raises an alarm, and lets a callback settle it', async () => {
    const [id] = await lost({});
    stand.vendor.has({ id: 'M1' });
    stand.vendor.has({ id: 'M2' });
    const { resolver } = stand.process();
    for (let round = 0; round < 3; round += 1) {
      await stand.store.postgres.pool.query('update deliveries set due_at = now()');
      await resolver.resolveDue();
    }
    const delivery = await only(id);
    expect(delivery).toMatchObject({
      status: 'pending',
      providerMessageId: null,
      waiting: { stage: 'unknown', explanation: expect.stringContaining('waits for a callback') as string },
    });
    expect(await register.getSingleMetricAsString('herald_unknown_alarms')).toContain('herald_unknown_alarms 1');
    const told = { providerStatus: 'sent', event: null, reason: null, occurredAt: null };
    const { appId } = stand;
    await stand.store.callbacks.apply([
      { ...told, providerMessageId: 'M2', deliveryId: delivery.id, appId, provider: 'vendor' },
    ]);
    expect(await only(id)).toMatchObject({ status: 'sent', providerMessageId: 'M2' });
    expect(await register.getSingleMetricAsString('herald_unknown_alarms')).toContain('herald_unknown_alarms 0');
  });

  it('does not decide between two deliveries of the same text of which the vendor has one', async () => {
    const ids = await lost({}, {});
    stand.vendor.has({ id: 'M1' });
    await stand.process().resolver.resolveDue();
    for (const id of ids) expect(await only(id)).toMatchObject({ status: 'pending', waiting: { stage: 'unknown' } });
  });

  it('tells two deliveries of different texts apart', async () => {
    const [one, other] = await lost({ text: 'one' }, { text: 'other' });
    stand.vendor.has({ id: 'M-other', text: 'other' });
    stand.vendor.has({ id: 'M-one', text: 'one' });
    await stand.process().resolver.resolveDue();
    expect((await only(one)).providerMessageId).toBe('M-one');
    expect((await only(other)).providerMessageId).toBe('M-other');
  });

  it('does not count a look at a vendor that is down, and comes back less and less often', async () => {
    const [id] = await lost({});
    stand.vendor.isDown = true;
    const { resolver } = stand.process();
    for (let round = 0; round < 4; round += 1) {
      await stand.store.postgres.pool.query('update deliveries set due_at = now()');
      await resolver.resolveDue();
    }
    expect((await only(id)).waiting).toMatchObject({
      stage: 'unknown',
      explanation: expect.stringContaining('cannot be asked') as string,
    });
    await stand.store.postgres.pool.query("update attempts set finished_at = now() - interval '10 min'");
    await stand.store.postgres.pool.query('update deliveries set due_at = now()');
    await resolver.resolveDue();
    expect((await only(id)).waiting?.dueAt?.getTime()).toBeGreaterThan(Date.now() + 9 * 60_000);
  });

  it('gives up on a vendor that does not answer', async () => {
    const [id] = await lost({});
    const mute: ChannelProvider = Object.assign(Object.create(stand.vendor) as ChannelProvider, {
      lookup: () => new Promise<never>(() => undefined),
    });
    await stand.process({ lookupTimeoutMs: 20 }, mute).resolver.resolveDue();
    expect((await only(id)).waiting?.explanation).toContain('cannot be asked');
  });

  it.each([
    ['the provider cannot look up', { lookup: undefined }],
    ['what was sent cannot be rebuilt', { build: () => ({ kind: 'unbuildable', reason: {} }) }],
  ])('sends again, flagged, where %s', async (_title, change) => {
    const [id] = await lost({});
    const provider = Object.assign(Object.create(stand.vendor) as ChannelProvider, change);
    const { resolver } = stand.process({}, provider);
    await resolver.resolveDue();
    await resolver.resolveDue();
    expect((await only(id)).waiting?.stage).not.toBe('unknown');
  });

  it('gives up when the notification was due a day ago, and says so', async () => {
    const [id] = await lost({});
    await stand.store.postgres.pool.query("update deliveries set created_at = now() - interval '25 h'");
    const { resolver } = stand.process();
    await resolver.resolveDue();
    await resolver.resolveDue();
    expect(await only(id)).toMatchObject({ status: 'discarded', reason: { code: 'attempts_exhausted' } });
  });

  it('never gives a delivery the message of another, whoever looks in whatever order', async () => {
    const lostDelivery = fc.record({
      text: fc.constantFrom('a', 'b'),
      address: fc.constantFrom('here', 'there'),
      isTaken: fc.boolean(),
      hiddenFor: fc.nat(3),
      isCalledBack: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(lostDelivery, { minLength: 1, maxLength: 5 }), fc.nat(4), async (given, calledAt) => {
        await stand.clear();
        const ids = await lost(...given);
        const deliveries = await Promise.all(ids.map(only));
        given.forEach(({ isTaken, text, address, hiddenFor }, place) => {
          if (isTaken) stand.vendor.has({ id: `M-${deliveries[place]?.id}`, text, to: address, hiddenFor });
        });
        const processes = [stand.process(), stand.process()];
        for (let round = 0; round < 5; round += 1) {
          if (round === calledAt) await callBack(given.filter(({ isCalledBack }) => isCalledBack).length);
          await stand.store.postgres.pool.query("update deliveries set due_at = now() where stage = 'unknown'");
          await Promise.all(processes.map(({ resolver }) => resolver.resolveDue()));
        }
        const adopted = (await Promise.all(ids.map(only))).map(({ providerMessageId }) => providerMessageId);
        const isWrong = adopted.map((message, place) => message !== null && message !== `M-${deliveries[place]?.id}`);
        const isMissed = given.map((own, place) => {
          const others = given.filter((other) => other.text === own.text && other.address === own.address);
          return others.length === 1 && own.isTaken && own.hiddenFor === 0 && adopted[place] === null;
        });
        expect({ isWrong, isMissed }).toEqual({ isWrong: given.map(() => false), isMissed: given.map(() => false) });

        async function callBack(count: number): Promise<void> {
          const taken = deliveries.filter((_delivery, place) => given[place]?.isTaken).slice(0, count);
          await stand.store.callbacks.apply(
            taken.map(({ id }) => ({
              deliveryId: id,
              appId: stand.appId,
              provider: 'vendor',
              providerMessageId: `M-${id}`,
              providerStatus: 'sent',
              event: null,
              reason: null,
              occurredAt: null,
            })),
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});
