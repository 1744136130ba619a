import type { InboundMessage } from '#herald/channel-provider';
import type { BegunAttempt, KeptSignal } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';

/** A century. */
const ALL_AGES_MS = 3_155_760_000_000;

describe('callbacks in the store', () => {
  let test: TestStore;
  let appId: string;
  let deliveries: TestDeliveries;
  const apiKey = uuidv7();
  const integrationId = uuidv7();

  beforeAll(async () => {
    test = await openTestStore();
    appId = (await test.store.apps.ensure('app', { apiKey, apiSecret: 'secret' })).id;
    deliveries = new TestDeliveries(test.store, appId, { provider: 'fake', integrationId });
  });
  afterEach(() => test.store.postgres.pool.query('truncate deliveries, attempts, events, notifications, callbacks'));
  afterAll(() => test.close());

  async function begin(): Promise<BegunAttempt> {
    await deliveries.accept();
    const [begun] = await deliveries.beginDue();
    if (begun === undefined) throw new Error('Nothing was due');
    return begun;
  }

  const receive = (deliveryId: string | null, signals: KeptSignal[], inbound: InboundMessage[] = []) =>
    test.store.callbacks.receive({
      appId,
      provider: 'fake',
      url: 'https://herald.example/callback',
      contentType: 'text/plain',
      body: Buffer.from('raw'),
      deliveryId,
      signedBy: [integrationId],
      signals,
      inbound,
    });

  const delivered = (part: Partial<KeptSignal> = {}): KeptSignal => ({
    providerMessageId: 'SM-1',
    providerStatus: 'delivered',
    event: 'delivered',
    reason: null,
    occurredAt: null,
    ...part,
  });

  async function rowsOf(query: string): Promise<unknown[]> {
    return (await test.store.postgres.pool.query(query)).rows;
  }

  it('are kept as they came, with what they tell and what they are about', async () => {
    const { deliveryId } = await begin();
    await receive(deliveryId, [delivered()]);
    await receive(null, [delivered({ providerMessageId: 'SM-nobody' })]);
    const columns = 'app_id, provider, url, content_type, body, delivery_id, provider_message_id, signals, state';
    const common = {
      app_id: appId,
      provider: 'fake',
      url: 'https://herald.example/callback',
      content_type: 'text/plain',
      body: Buffer.from('raw'),
    };
    expect(await rowsOf(`select ${columns} from callbacks order by id`)).toEqual([
      { ...common, delivery_id: deliveryId, provider_message_id: 'SM-1', signals: [delivered()], state: 'applied' },
      {
        ...common,
        delivery_id: null,
        provider_message_id: 'SM-nobody',
        signals: [delivered({ providerMessageId: 'SM-nobody' })],
        state: 'parked',
      },
    ]);
  });

  it('say when they settled an unknown outcome', async () => {
    const known = await begin();
    await deliveries.finish(known, { providerMessageId: 'SM-known' });
    expect(await receive(known.deliveryId, [delivered()])).toEqual({ settledUnknown: false });
    const unknown = await begin();
    await deliveries.loseSight(unknown);
    const both = await Promise.all([receive(unknown.deliveryId, [delivered()]), receive(null, [])]);
    expect(both).toEqual([{ settledUnknown: true }, { settledUnknown: false }]);
    expect(await receive(unknown.deliveryId, [delivered()])).toEqual({ settledUnknown: false });
  });

  it('have happened when the vendor says, else when they came, also when they were parked', async () => {
    const { deliveryId } = await begin();
    const occurredAt = '2026-01-01T00:00:00.000Z';
    await receive(null, [delivered({ occurredAt })]);
    await receive(null, [delivered({ event: 'seen', providerStatus: 'read' })]);
    await test.store.postgres.pool.query(`update callbacks set received_at = '2026-01-02T00:00:00Z'`);
    await receive(deliveryId, [delivered({ event: null, providerStatus: 'sending' })]);
    expect(await test.store.callbacks.applyParked(ALL_AGES_MS)).toBe(2);
    expect(
      await rowsOf(`select type, provider_message_id, occurred_at from events where type <> 'sent' order by type`),
    ).toEqual([
      { type: 'delivered', provider_message_id: 'SM-1', occurred_at: new Date(occurredAt) },
      { type: 'seen', provider_message_id: 'SM-1', occurred_at: new Date('2026-01-02T00:00:00Z') },
    ]);
  });

  it('say why, and the same again with another code is another event', async () => {
    const { deliveryId } = await begin();
    const reason = { code: 'undelivered', explanation: 'e', nextStep: 'n' } as const;
    const failed = delivered({ event: 'discarded', providerStatus: 'failed', reason });
    const coded = { ...failed, reason: { ...reason, providerCode: '30003' } };
    await test.store.callbacks.apply([{ ...failed, deliveryId, appId, provider: 'fake' }]);
    for (const signal of [failed, coded, coded]) await receive(deliveryId, [signal]);
    expect(await rowsOf(`select reason, dedupe from events where type = 'discarded' order by dedupe`)).toEqual([
      { reason, dedupe: 'discarded:failed' },
      { reason: coded.reason, dedupe: 'discarded:failed:30003' },
    ]);
    expect(await rowsOf('select reason from deliveries')).toEqual([{ reason }]);
  });

  it('bring messages of users, each once', async () => {
    const inbound: InboundMessage = {
      kind: 'inbound',
      providerMessageId: 'IM-1',
      from: '+12025550142',
      to: '+12025550143',
      text: 'hello',
      media: [],
    };
    const other = { ...inbound, providerMessageId: 'IM-2' };
    await receive(null, [], [inbound, other]);
    await receive(null, [], [inbound]);
    const common = { app_id: appId, provider: 'fake', sender: inbound.from, receiver: inbound.to };
    expect(
      await rowsOf(
        'select app_id, provider, provider_message_id, sender, receiver, message from inbound_messages order by 3',
      ),
    ).toEqual([
      { ...common, provider_message_id: 'IM-1', message: inbound },
      { ...common, provider_message_id: 'IM-2', message: other },
    ]);
  });

  it('are verified with what their delivery was sent with, which nobody else gets', async () => {
    const { deliveryId } = await begin();
    await test.store.postgres.pool.query('update deliveries set config_override = $1', [Buffer.from('sealed')]);
    const { callbacks } = test.store;
    const credentials = { appId, integrationId, sealedConfigOverride: Buffer.from('sealed') };
    expect(await callbacks.credentialsOf(apiKey, 'fake', deliveryId)).toEqual(credentials);
    expect(await callbacks.credentialsOf(apiKey, 'other', deliveryId)).toBeUndefined();
    expect(await callbacks.credentialsOf(uuidv7(), 'fake', deliveryId)).toBeUndefined();
    expect(await callbacks.credentialsOf(apiKey, 'fake', uuidv7())).toBeUndefined();
    const asked = [deliveryId, uuidv7(), deliveryId].map((id) => callbacks.credentialsOf(apiKey, 'fake', id));
    expect(await Promise.all(asked)).toEqual([credentials, undefined, credentials]);
  });
});
