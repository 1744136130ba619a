import type { EventType } from '#herald/channel-provider';
import type {
  BegunAttempt,
  ClaimedDelivery,
  DeliveryView,
  FinishedAttempt,
  KeptSignal,
  ReclaimRules,
  Store,
} from '#herald/store';
import { type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

const LEASE_MS = 30_000;
const RECLAIM: ReclaimRules = {
  firstLookMs: 0,
  maxDeaths: 3,
  poison: { code: 'poison', explanation: 'e', nextStep: 'n' },
};

describe('a delivery in the store', () => {
  let test: TestStore;
  let store: Store;
  let appId: string;
  let integrationId: string;

  beforeAll(async () => {
    test = await openTestStore();
    store = test.store;
    appId = (await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' })).id;
    integrationId = uuidv7();
  });
  afterAll(() => test.close());

  async function accept(deliveries = 1): Promise<string> {
    const id = uuidv7();
    await store.notificationWriter.write({
      id,
      appId,
      tenant: null,
      category: null,
      content: { message: 'hello' },
      data: {},
      override: null,
      sendAt: null,
      idempotencyKey: null,
      bodyHash: null,
      users: [],
      deliveries: Array.from({ length: deliveries }, (_, index) => ({
        recipient: `user-${index}`,
        channel: 'test',
        provider: 'fake',
        integrationId,
        address: 'address',
        sender: null,
        configOverride: null,
        discard: null,
      })),
    });
    return id;
  }

  async function deliveriesOf(notificationId: string): Promise<DeliveryView[]> {
    return (await store.notifications.find(appId, notificationId))?.deliveries ?? [];
  }

  const only = async (notificationId: string) => (await deliveriesOf(notificationId))[0] as DeliveryView;

  async function claimUpTo(atMost: number, maxClaimed = 1_000_000, leaseMs = LEASE_MS): Promise<ClaimedDelivery[]> {
    return (await store.claims.claimDue({ atMost, maxClaimed, leaseMs })).deliveries;
  }

  async function claimOne(leaseMs = LEASE_MS): Promise<ClaimedDelivery> {
    const [claim] = await claimUpTo(1, 1_000_000, leaseMs);
    if (claim === undefined) throw new Error('Nothing was due');
    return claim;
  }

  async function begin(claim: ClaimedDelivery): Promise<BegunAttempt> {
    const begun = await store.attempts.begin(claim, 0);
    if (begun === undefined) throw new Error('The claim did not count');
    return begun;
  }

  const finished = (attempt: ClaimedDelivery, part: Partial<FinishedAttempt>): FinishedAttempt => ({
    deliveryId: attempt.id,
    fence: attempt.fence,
    outcome: 'accepted',
    detail: {},
    stage: 'settled',
    dueInMs: 0,
    providerMessageId: `SM-${attempt.id}`,
    event: 'sent',
    reason: null,
    ...part,
  });

  const signal = (providerMessageId: string, event: EventType | null, providerStatus: string): KeptSignal => ({
    providerMessageId,
    providerStatus,
    event,
    reason: event === 'discarded' ? { code: 'undelivered', explanation: 'e', nextStep: 'n' } : null,
    occurredAt: null,
  });

  const report = (deliveryId: string | null, signals: KeptSignal[]) =>
    store.callbacks.receive({
      appId,
      provider: 'fake',
      url: 'https://herald.example/callback',
      contentType: 'text/plain',
      body: Buffer.from('raw'),
      deliveryId,
      signedBy: [],
      signals,
      inbound: [],
    });

  const typesOf = (delivery: DeliveryView) => delivery.events.map((event) => event.type);

  it('is claimed once, however many ask at the same time', async () => {
    await accept(60);
    const claims: ClaimedDelivery[] = [];
    // One process claims at a time, so a round gives what one of them gets, or nothing.
    for (let rounds = 0; claims.length < 60 && rounds < 60; rounds += 1) {
      const taken = await Promise.all(Array.from({ length: 6 }, () => claimUpTo(20)));
      claims.push(...taken.flat());
    }
    expect(claims).toHaveLength(60);
    expect(new Set(claims.map(({ id }) => id)).size).toBe(60);
    expect(await claimUpTo(20)).toEqual([]);
    for (const each of claims) {
      await begin(each);
      await store.attempts.finish(finished(each, {}));
    }
  });

  it('is not claimed beyond what may be claimed in all, of which a lane alone gets half', async () => {
    const id = await accept(5);
    const { claimed } = await store.claims.backlog();
    const claims = await claimUpTo(10, claimed + 4);
    expect(claims).toHaveLength(2);
    expect(await claimUpTo(10, claimed + 4)).toEqual([]);
    const rest = await claimUpTo(10);
    for (const each of [...claims, ...rest]) {
      await begin(each);
      await store.attempts.finish(finished(each, {}));
    }
    expect((await deliveriesOf(id)).map((delivery) => delivery.status)).toEqual(Array(5).fill('sent'));
  });

  it('is attempted once for each claim, and not under an older claim', async () => {
    const id = await accept();
    const stale = await claimOne(0);
    expect(await store.claims.reclaimExpired(RECLAIM)).toEqual({ waiting: 1, unknown: 0, poisoned: [] });
    const claim = await claimOne();
    expect(claim).toEqual({ id: stale.id, fence: stale.fence + 1 });
    expect(await store.attempts.begin(stale, 0)).toBeUndefined();
    await begin(claim);
    expect(await store.attempts.begin(claim, 0)).toBeUndefined();
    await store.attempts.finish(finished(claim, {}));
    const delivery = await only(id);
    expect(delivery).toMatchObject({ status: 'sent', providerMessageId: `SM-${claim.id}` });
    expect(delivery.attempts).toMatchObject([{ number: 1, outcome: 'accepted' }]);
  });

  it('is not attempted when too little of the lease is left', async () => {
    await accept();
    const claim = await claimOne(5_000);
    expect(await store.attempts.begin(claim, 6_000)).toBeUndefined();
    await begin(claim);
    await store.attempts.finish(finished(claim, {}));
  });

  it('has an unknown outcome when its worker dies after the attempt was begun, and takes a late outcome', async () => {
    const id = await accept();
    const claim = await claimOne();
    await begin(claim);
    await store.postgres.pool.query(`update deliveries set lease_until = now() - interval '1 ms' where id = $1`, [
      claim.id,
    ]);
    expect(await store.claims.reclaimExpired(RECLAIM)).toEqual({ waiting: 0, unknown: 1, poisoned: [] });
    expect((await only(id)).waiting).toMatchObject({ stage: 'unknown' });
    expect((await only(id)).attempts).toMatchObject([{ number: 1, outcome: 'unknown', cause: 'worker_died' }]);
    expect(await claimUpTo(10)).toEqual([]);
    await store.attempts.finish(finished(claim, {}));
    expect(await only(id)).toMatchObject({ status: 'sent', waiting: null });
  });

  it('waits for a retry and is then due again', async () => {
    const id = await accept();
    const first = await claimOne();
    await begin(first);
    await store.attempts.finish(
      finished(first, { outcome: 'retry', stage: 'waiting', dueInMs: 60_000, event: null, providerMessageId: null }),
    );
    expect((await only(id)).waiting).toMatchObject({ stage: 'scheduled' });
    expect(await claimUpTo(10)).toEqual([]);
    await store.postgres.pool.query('update deliveries set due_at = now() where id = $1', [first.id]);
    const second = await claimOne();
    expect((await begin(second)).number).toBe(2);
    await store.attempts.finish(finished(second, {}));
    expect((await only(id)).attempts).toHaveLength(2);
  });

  it("takes a callback that overtakes the provider's own answer, and counts the answer once", async () => {
    const id = await accept();
    const claim = await claimOne();
    await begin(claim);
    await report(claim.id, [signal('SM-early', 'delivered', 'delivered')]);
    expect(await only(id)).toMatchObject({ status: 'delivered', providerMessageId: 'SM-early' });
    await store.attempts.finish(finished(claim, { providerMessageId: 'SM-early' }));
    const delivery = await only(id);
    expect(delivery).toMatchObject({ status: 'delivered', providerMessageId: 'SM-early' });
    expect(typesOf(delivery)).toEqual(['sent', 'delivered']);
  });

  it('does not take the callback of another app or provider', async () => {
    const id = await accept();
    const claim = await claimOne();
    await begin(claim);
    await store.attempts.finish(finished(claim, { providerMessageId: 'SM-mine' }));
    await store.callbacks.receive({
      appId: uuidv7(),
      provider: 'fake',
      url: '',
      contentType: null,
      body: Buffer.alloc(0),
      deliveryId: claim.id,
      signedBy: [],
      signals: [signal('SM-mine', 'seen', 'read')],
      inbound: [],
    });
    expect(await only(id)).toMatchObject({ status: 'sent' });
  });

  it('keeps the raw bytes of every callback, also of one that tells nothing', async () => {
    await report(null, []);
    const { rows } = await store.postgres.pool.query("select body, state from callbacks where state = 'ignored'");
    expect(rows).toEqual([{ body: Buffer.from('raw'), state: 'ignored' }]);
  });
});
