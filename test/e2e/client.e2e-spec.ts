import { type DeliveryEvent, Herald as HeraldClient, ProblemError } from '#herald/client';
import { Emulator } from '../environment/emulator.process.js';
import { Herald, TEST_APP } from '../environment/herald.process.js';

describe('The TypeScript client against a Herald server', () => {
  let emulator: Emulator;
  let herald: Herald;
  let stop: (() => Promise<void>) | undefined;
  let client: HeraldClient;

  beforeAll(async () => {
    emulator = await Emulator.start();
    ({ herald, stop } = await Herald.startOnTestDatabase(emulator.heraldVariables));
    client = new HeraldClient({ baseUrl: herald.url, ...TEST_APP });
  });
  afterAll(async () => {
    await stop?.();
    await emulator?.stop();
  });

  async function problemOf(call: Promise<unknown>): Promise<ProblemError> {
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ProblemError)) throw new Error('The call did not end in a problem', { cause: error });
    return error;
  }

  it('notifies and follows the events until the message is seen', async () => {
    const { requestId } = await client.notify({
      notification: { title: 'Order shipped', message: 'Your order 7 is on its way.' },
      recipients: [{ identifier: 'user-42', phoneNumber: '+12025550142' }],
      category: 'orders',
    });
    const events: DeliveryEvent[] = [];
    let last: string | null = null;
    const signal = AbortSignal.timeout(20_000);
    for await (const { event, cursor } of client.events.follow({ notificationId: requestId, pollMs: 50, signal })) {
      events.push(event);
      last = cursor;
      if (event.type === 'seen') break;
    }
    expect(events.map(({ type }) => type).toSorted()).toEqual(['delivered', 'seen', 'sent']);
    const [entry, ...others] = await emulator.ledger();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ to: 'whatsapp:+12025550142', params: { Body: 'Your order 7 is on its way.' } });
    for (const event of events) expect(event).toMatchObject({ recipient: 'user-42', providerMessageId: entry?.sid });
    expect((await client.events.list({ notificationId: requestId, limit: 2 })).data).toEqual(events.slice(0, 2));
    expect((await client.events.list({ notificationId: requestId, ...(last && { after: last }) })).data).toEqual([]);

    const details = await client.notifications.get(requestId);
    expect(details).toMatchObject({ requestId, category: 'orders', notification: { title: 'Order shipped' } });
    expect(details.deliveries).toMatchObject([
      {
        recipient: 'user-42',
        status: 'seen',
        attempts: [{ number: 1, outcome: 'accepted' }],
        reason: null,
        waiting: null,
      },
    ]);
    expect(details.deliveries[0]?.events).toEqual(events);
  });

  it('waits until every delivery is settled, and says why one was discarded', async () => {
    const { requestId } = await client.notify({
      notification: { message: 'To two' },
      recipients: [{ identifier: 'reached', phoneNumber: '+12025550143' }, 'nobody-knows-them'],
    });
    const { deliveries } = await client.notifications.waitFor(requestId, { until: 'seen', pollMs: 50 });
    const byRecipient = Object.fromEntries(deliveries.map((delivery) => [delivery.recipient, delivery]));
    expect(byRecipient['reached']).toMatchObject({ status: 'seen' });
    expect(byRecipient['nobody-knows-them']).toMatchObject({
      status: 'discarded',
      reason: { code: 'recipient_unknown' },
    });
  });

  it('stores a notification once under one idempotency key', async () => {
    const notification = { notification: { message: 'Once' }, recipients: ['user-42'] };
    const key = { idempotencyKey: 'order-7-shipped' };
    const first = await client.notify(notification, key);
    expect(await client.notify(notification, key)).toEqual(first);
    const other = { ...notification, notification: { message: 'Twice' } };
    expect(await problemOf(client.notify(other, key))).toMatchObject({ kind: 'invalid', status: 422 });
  });

  it('keeps users', async () => {
    expect(await client.users.upsert('team/é 1', { phoneNumber: '+12025550144', plan: 'gold' })).toEqual({
      identifier: 'team/é 1',
      phoneNumber: '+12025550144',
      plan: 'gold',
    });
    const changed = await client.users.create({ identifier: 'team/é 1', plan: null, locale: 'en-GB' });
    expect(changed).toEqual({ identifier: 'team/é 1', phoneNumber: '+12025550144', locale: 'en-GB' });
    expect(await client.users.get('team/é 1')).toEqual(changed);
    await client.users.delete('team/é 1');
    expect(await problemOf(client.users.get('team/é 1'))).toMatchObject({ kind: 'not_found', status: 404 });
  });

  it('switches an integration on, checks it, tries it and removes it', async () => {
    const [, { sid, token }] = emulator.accounts;
    const config = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: Emulator.otherSender };
    expect(await client.integrations.verifyNew({ provider: 'twilio_whatsapp', config })).toMatchObject({
      usable: true,
    });
    const made = await client.integrations.create({ provider: 'twilio_whatsapp', tenant: 'acme', config });
    expect(JSON.stringify(made)).not.toContain(token);
    const { data } = await client.integrations.list();
    expect(data.map(({ provider, tenant }) => ({ provider, tenant }))).toEqual([
      { provider: 'twilio_whatsapp', tenant: null },
      { provider: 'twilio_whatsapp', tenant: 'acme' },
    ]);
    expect(await client.integrations.verify(made.id)).toMatchObject({ usable: true });
    const { requestId } = await client.integrations.test(made.id, {
      recipient: { identifier: 'tester', phoneNumber: '+12025550145' },
    });
    await client.notifications.waitFor(requestId, { until: 'sent', pollMs: 50 });
    const entry = (await emulator.ledger()).find(({ to }) => to === 'whatsapp:+12025550145');
    expect(entry).toMatchObject({ accountSid: sid, from: `whatsapp:${Emulator.otherSender}` });
    expect(await client.integrations.update(made.id, { enabled: false })).toMatchObject({
      enabled: false,
      tenant: 'acme',
    });
    expect(await client.integrations.get(made.id)).toMatchObject({ enabled: false });
    await client.integrations.delete(made.id);
    expect(await problemOf(client.integrations.get(made.id))).toMatchObject({ kind: 'not_found' });
  });

  it('reads the catalogue of providers', async () => {
    const { data } = await client.providers.list();
    const whatsapp = data.find(({ id }) => id === 'twilio_whatsapp');
    expect(whatsapp).toMatchObject({
      channel: 'whatsapp',
      config: { TWILIO_AUTH_TOKEN: { secret: true, required: true } },
      profile: [{ name: 'phoneNumber' }],
      capabilities: { callbacks: true, seen: true },
    });
  });

  it('names every fault of a request at once', async () => {
    const call = client.notify({
      notification: { title: 7 as unknown as string },
      recipients: [],
      sendAt: 'tomorrow',
    });
    const problem = await problemOf(call);
    expect(problem).toMatchObject({ kind: 'invalid', status: 422 });
    expect(problem.errors.map(({ path }) => path).toSorted()).toEqual(['notification.title', 'recipients', 'sendAt']);
  });

  it('hears that key or secret is wrong', async () => {
    const stranger = new HeraldClient({ baseUrl: herald.url, ...TEST_APP, apiSecret: 'not-the-secret-of-it' });
    const problem = await problemOf(stranger.providers.list());
    expect(problem).toMatchObject({ kind: 'unauthenticated', status: 401 });
    expect(problem.message).not.toContain('not-the-secret-of-it');
  });

  it('hears of events as they happen, finds deliveries, sends one again and takes one back', async () => {
    const control = new AbortController();
    const live = client.events.live({ signal: control.signal, type: 'seen' });
    const heard = live.next();
    const before = await client.deliveries.list({ limit: 1 });
    const { requestId } = await client.notify({
      notification: { message: 'Live' },
      recipients: [{ identifier: 'live-user', phoneNumber: '+12025550177' }],
    });
    // The stream begins when it is open, which this call cannot know: what came before is in the feed.
    const details = await client.notifications.waitFor(requestId, { until: 'seen', timeoutMs: 20_000 });
    const again = await client.deliveries.resend(details.deliveries[0]?.id ?? '');
    await client.notifications.waitFor(again.requestId, { until: 'seen', timeoutMs: 20_000 });
    const { value } = await heard;
    expect([requestId, again.requestId]).toContain((value as { event: DeliveryEvent }).event.notificationId);
    control.abort();
    expect(await live.next()).toMatchObject({ done: true });

    const found = [];
    for await (const delivery of client.deliveries.all({ recipient: 'live-user', status: 'seen' }))
      found.push(delivery);
    expect(found.map((delivery) => delivery.requestId)).toEqual([again.requestId, requestId]);
    expect(await client.deliveries.get(found[0]?.id ?? '')).toMatchObject({ resendOf: { requestId } });
    expect(before.data[0]?.requestId).not.toBe(requestId);

    const { requestId: later } = await client.notify({
      notification: { message: 'Later' },
      recipients: ['live-user'],
      sendAt: new Date(Date.now() + 3_600_000),
    });
    expect(await client.notifications.cancel(later)).toMatchObject({ canceled: 1, handedOver: 0 });
    expect(
      await client.statistics.read({ from: new Date(Date.now() - 60_000), groupBy: ['type', 'channel'] }),
    ).toMatchObject({
      data: expect.any(Array),
      next: null,
    });
  });
});
