import type { DeliveryDetail } from '#herald/client';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

describe('Resending a delivery', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  const resend = (id: string, headers = {}) =>
    stand.herald.call<{ requestId: string }>('POST', `/v3/deliveries/${id}/resend`, undefined, headers);
  const detail = async (id: string) => (await stand.herald.call<DeliveryDetail>('GET', `/v3/deliveries/${id}`)).body;

  it('sends the same again with the present profile, linked both ways', async () => {
    const wrong = await stand.herald.notify({
      notification: { message: 'Your order is on its way.' },
      recipients: [{ identifier: 'jo', phoneNumber: 'none' }],
      data: { order: 7 },
      category: 'orders',
      tenant: 'acme',
      override: { twilio_whatsapp: { Body: 'In other words', TWILIO_FROM_NUMBER: '+15005550006' } },
    });
    const { id: first } = await stand.deliveryAs(wrong, 'discarded');
    await stand.herald.call('PUT', '/v3/users/jo', { phoneNumber: '+12025550101' });
    const { status, body } = await resend(first);
    expect(status).toBe(202);
    expect(body.requestId).not.toBe(wrong);
    const again = await stand.deliveryAs(body.requestId, 'seen');
    expect(await stand.acceptedFor('+12025550101')).toMatchObject([{ params: { Body: 'In other words' } }]);
    expect(await detail(again.id)).toMatchObject({
      requestId: body.requestId,
      data: { order: 7 },
      category: 'orders',
      tenant: 'acme',
      notification: { message: 'Your order is on its way.' },
      resendOf: { deliveryId: first, requestId: wrong },
      resends: [],
    });
    expect(await detail(first)).toMatchObject({
      status: 'discarded',
      resendOf: null,
      resends: [{ requestId: body.requestId, createdAt: expect.any(String) }],
    });
  });

  it('takes along credentials of its own', async () => {
    const [, { sid, token }] = stand.emulator.accounts;
    const own = { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: '+15005550006' };
    const requestId = await stand.notifyOne('+12025550102', { override: { twilio_whatsapp: own } });
    const { id } = await stand.deliveryAs(requestId, 'seen');
    const { body } = await resend(id);
    await stand.deliveryAs(body.requestId, 'seen');
    const accounts = (await stand.acceptedFor('+12025550102')).map(({ accountSid }) => accountSid);
    expect(accounts).toEqual([sid, sid]);
  });

  it('is carried out once under one key', async () => {
    const { id } = await stand.deliveryAs(await stand.notifyOne('+12025550103'), 'seen');
    const key = { 'idempotency-key': 'resend-7' };
    const [one, two] = await Promise.all([resend(id, key), resend(id, key)]);
    expect(one.body).toEqual(two.body);
    await stand.deliveryAs(one.body.requestId, 'seen');
    expect(await stand.acceptedFor('+12025550103')).toHaveLength(2);
    expect((await detail(id)).resends).toHaveLength(1);
    const { id: other } = await stand.deliveryAs(one.body.requestId, 'seen');
    expect((await resend(other, key)).body).toMatchObject({ type: '/problems/idempotency-conflict' });
    expect((await resend(id, { 'idempotency-key': 'a b' })).status).toBe(422);
  });

  it('is refused for what may still be sent, and for what the app does not have', async () => {
    await makeOtherApp(stand.herald);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await stand.deliveryAs(await stand.notifyOne('+12025550104', { sendAt }), 'pending');
    expect(await resend(id)).toMatchObject({ status: 422, body: { errors: [{ path: 'id' }] } });
    expect((await resend(id, OTHER_APP_HEADERS)).status).toBe(404);
    expect((await resend('7')).status).toBe(404);
  });

  it('goes another way on the same channel when its integration is switched off', async () => {
    const { id, integrationId } = await stand.deliveryAs(await stand.notifyOne('+12025550105'), 'seen');
    const off = await stand.herald.call('PATCH', `/v3/integrations/${integrationId}`, { enabled: false });
    expect(off.status).toBe(200);
    const { body } = await resend(id);
    expect(await stand.deliveryAs(body.requestId, 'discarded')).toMatchObject({
      channel: 'whatsapp',
      reason: { code: 'integration_missing' },
    });
  });
});
