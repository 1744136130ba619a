import { Emulator } from '../environment/emulator.process.js';
import { TEST_APP } from '../environment/herald.process.js';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

const UNKNOWN_ID = '01934b5c-7d0a-7b63-9c53-2a9a1f4f5c11';

describe('A notification', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
    await makeOtherApp(stand.herald);
  });
  afterAll(() => stand?.stop());

  it('reaches the one who can be reached, and says of each other why not', async () => {
    const { herald } = stand;
    await herald.call('PUT', '/v3/users/good', { phoneNumber: '+12025550142' });
    await herald.call('PUT', '/v3/users/numberless', { email: 'jo@example.com' });
    await herald.call('PUT', '/v3/users/misnumbered', { phoneNumber: '(457)-746-846' });
    const requestId = await herald.notify({
      notification: { title: 'Order 7', message: 'Order 7 is on its way.' },
      recipients: ['good', 'numberless', 'misnumbered', 'unheard-of'],
    });
    const { deliveries } = await herald.notificationOnce(requestId, ({ deliveries: all }) =>
      all.every(({ status }) => status === 'seen' || status === 'discarded'),
    );
    const [good, ...others] = deliveries;
    expect(good).toMatchObject({
      recipient: 'good',
      channel: 'whatsapp',
      provider: 'twilio_whatsapp',
      status: 'seen',
      reason: null,
      waiting: null,
      attempts: [{ number: 1, outcome: 'accepted', cause: null }],
    });
    expect(good?.events.map(({ type }) => type)).toEqual(['sent', 'delivered', 'seen']);
    const [entry, ...more] = await stand.emulator.ledger();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      sid: good?.providerMessageId,
      to: 'whatsapp:+12025550142',
      from: `whatsapp:${Emulator.sender}`,
      params: { Body: 'Order 7 is on its way.' },
    });
    const reasons = {
      numberless: {
        code: 'recipient_address_missing',
        explanation: "The user's profile has no phoneNumber.",
        nextStep: expect.stringContaining('PUT /v3/users'),
      },
      misnumbered: {
        code: 'recipient_address_invalid',
        explanation: "The phoneNumber of the user's profile is not a phone number with country code.",
        nextStep: expect.stringContaining('e.g. +919988776655'),
      },
      'unheard-of': {
        code: 'recipient_unknown',
        explanation: 'No user with this identifier exists.',
        nextStep: expect.stringContaining('PUT /v3/users'),
      },
    };
    expect(others.map(({ recipient }) => recipient)).toEqual(Object.keys(reasons));
    for (const delivery of others) {
      const reason = reasons[delivery.recipient as keyof typeof reasons];
      expect(delivery).toMatchObject({ status: 'discarded', attempts: [], events: [{ type: 'discarded', reason }] });
      expect(delivery.reason).toEqual(reason);
    }
  });

  it.each([
    [
      'recipients beside it',
      '+12025550143',
      { notification: { title: 'T', message: 'M' }, category: 'orders', data: { order: 7 } },
      (recipients: object[]) => ({ recipients }),
    ],
    [
      'sendTo, category and data inside it',
      '+12025550144',
      { notification: { title: 'T', message: 'M', category: 'orders', data: { order: 7 } } },
      (recipients: object[]) => ({ sendTo: { recipients } }),
    ],
  ])('comes with %s', async (_shape, phoneNumber, body, withRecipients) => {
    const request = { ...body, ...withRecipients([{ identifier: `generation-${phoneNumber}`, phoneNumber }]) };
    const answer = await stand.herald.call<{ requestId: string }>('POST', '/v3/notifications', request, {
      'x-engagespot-api-key': TEST_APP.apiKey,
      'x-engagespot-api-secret': TEST_APP.apiSecret,
    });
    expect(answer).toMatchObject({ status: 202, body: { requestId: expect.any(String) } });
    const { requestId } = answer.body;
    await stand.deliveryAs(requestId, 'seen');
    expect((await stand.herald.call('GET', `/v3/notifications/${requestId}`)).body).toMatchObject({
      requestId,
      category: 'orders',
      data: { order: 7 },
      notification: { title: 'T', message: 'M' },
      sendAt: null,
      tenant: null,
      override: null,
    });
    expect(await stand.acceptedFor(phoneNumber)).toMatchObject([{ params: { Body: 'M' } }]);
  });

  it('waits for its sendAt, and goes out when that has come', async () => {
    const sendAt = new Date(Date.now() + 3_000);
    const requestId = await stand.notifyOne('+12025550145', { sendAt: sendAt.toISOString() });
    const { body } = await stand.herald.call('GET', `/v3/notifications/${requestId}`);
    expect(body).toMatchObject({
      sendAt: sendAt.toISOString(),
      deliveries: [
        { status: 'pending', attempts: [], waiting: { stage: 'scheduled', dueAt: sendAt.toISOString() }, events: [] },
      ],
    });
    expect(await stand.acceptedFor('+12025550145')).toEqual([]);
    const { attempts } = await stand.deliveryAs(requestId, 'seen');
    expect(new Date(attempts[0]?.startedAt ?? 0).getTime()).toBeGreaterThanOrEqual(sendAt.getTime());
    expect(await stand.acceptedFor('+12025550145')).toHaveLength(1);
  });

  it('is discarded where no integration could carry it', async () => {
    const { herald } = stand;
    const byChannel = await stand.notifyOne('+12025550146', { override: { channels: ['sms'] } });
    expect(await stand.deliveryAs(byChannel, 'discarded')).toMatchObject({
      channel: 'sms',
      provider: null,
      integrationId: null,
      reason: { code: 'integration_missing', nextStep: 'Switch a provider on for the channel.' },
    });
    const request = { notification: { message: 'M' }, recipients: [{ identifier: 'x', phoneNumber: '+12025550146' }] };
    const other = await herald.call<{ requestId: string }>('POST', '/v3/notifications', request, OTHER_APP_HEADERS);
    const address = `/v3/notifications/${other.body.requestId}`;
    expect((await herald.call('GET', address, undefined, OTHER_APP_HEADERS)).body).toMatchObject({
      deliveries: [{ status: 'discarded', channel: null, reason: { code: 'integration_missing' } }],
    });
    await stand.settled();
    expect(await stand.acceptedFor('+12025550146')).toEqual([]);
  });

  it('goes through an integration only while that is switched on', async () => {
    const { herald } = stand;
    const { body } = await herald.call<{ data: { id: string }[] }>('GET', '/v3/integrations');
    const integration = `/v3/integrations/${body.data[0]?.id}`;
    const waiting = await stand.notifyOne('+12025550147', { sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    await herald.call('PATCH', integration, { enabled: false });
    await stand.makeDue(waiting);
    const refused = await stand.notifyOne('+12025550147');
    for (const requestId of [refused, waiting]) {
      const { reason } = await stand.deliveryAs(requestId, 'discarded');
      expect(reason).toMatchObject({ code: 'integration_missing' });
    }
    expect(await stand.acceptedFor('+12025550147')).toEqual([]);
    await herald.call('PATCH', integration, { enabled: true });
    await stand.deliveryAs(await stand.notifyOne('+12025550147'), 'seen');
    expect(await stand.acceptedFor('+12025550147')).toHaveLength(1);
  });

  it('is shown to its own app alone', async () => {
    const { herald } = stand;
    const requestId = await stand.notifyOne('+12025550148');
    await stand.deliveryAs(requestId, 'seen');
    const address = (id: string) => `/v3/notifications/${id}`;
    const strange = await herald.call('GET', address(requestId), undefined, OTHER_APP_HEADERS);
    expect(strange).toMatchObject({ status: 404, body: { type: '/problems/not-found', status: 404 } });
    const { instance: _instance, ...problem } = strange.body;
    for (const id of [UNKNOWN_ID, 'no-id']) {
      expect(await herald.call('GET', address(id))).toMatchObject({ status: 404, body: problem });
    }
    await stand.feedShows();
    const feed = await herald.call<{ data: object[] }>('GET', `/v3/events?notificationId=${requestId}`);
    expect(feed.body.data).toHaveLength(3);
    const otherFeed = await herald.call('GET', `/v3/events?notificationId=${requestId}`, undefined, OTHER_APP_HEADERS);
    expect(otherFeed.body).toMatchObject({ data: [] });
    const user = await herald.call('GET', '/v3/users/user-+12025550148', undefined, OTHER_APP_HEADERS);
    expect(user.status).toBe(404);
  });
});
