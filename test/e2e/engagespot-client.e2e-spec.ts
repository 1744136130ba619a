import { EngagespotClient } from '@engagespot/node';
import { Emulator } from '../environment/emulator.process.js';
import { Herald, TEST_APP } from '../environment/herald.process.js';

// Its types say `string`; what it gives is the answer's JSON.
type Answer = { requestId: string } & Record<string, unknown>;

describe("Engagespot's published Node client, with nothing but another baseUrl", () => {
  let emulator: Emulator;
  let herald: Herald;
  let stop: (() => Promise<void>) | undefined;
  let client: ReturnType<typeof EngagespotClient>;

  beforeAll(async () => {
    emulator = await Emulator.start();
    ({ herald, stop } = await Herald.startOnTestDatabase(emulator.heraldVariables));
    client = EngagespotClient({ baseUrl: `${herald.url}/v3`, ...TEST_APP });
  });
  afterAll(async () => {
    await stop?.();
    await emulator?.stop();
  });

  async function send(params: Parameters<typeof client.send>[0]): Promise<string> {
    const { requestId } = (await client.send(params)) as unknown as Answer;
    await herald.notificationOnce(requestId, ({ deliveries }) => deliveries.every(({ status }) => status === 'seen'));
    return requestId;
  }

  async function arrivedAt(number: string) {
    const entries = await emulator.ledger();
    return entries.filter(({ to }) => to === `whatsapp:${number}`).map(({ params }) => params['Body']);
  }

  it('upserts users, old way and new', async () => {
    await client.createOrUpdateUser('ada', { phoneNumber: '+12025550101', plan: 'gold' });
    await client.createOrUpdateUser('ada', { email: 'ada@example.com' });
    const answer = await client.users.createOrUpdateUser('ada', { locale: 'en-GB' });
    const ada = {
      identifier: 'ada',
      phoneNumber: '+12025550101',
      plan: 'gold',
      email: 'ada@example.com',
      locale: 'en-GB',
    };
    expect(answer).toEqual(ada);
    expect((await herald.call('GET', '/v3/users/ada')).body).toEqual(ada);
  });

  it('sends in the shape of its first generation: recipients beside the notification', async () => {
    await client.createOrUpdateUser('grace', { phoneNumber: '+12025550102' });
    const requestId = await send({
      notification: { title: 'Shipped', message: 'Order 7 is on its way.', url: 'https://shop.example/7' },
      recipients: ['grace'],
      category: 'orders',
    });
    expect(await arrivedAt('+12025550102')).toEqual(['Order 7 is on its way.']);
    const { body } = await herald.call('GET', `/v3/notifications/${requestId}`);
    expect(body).toMatchObject({ category: 'orders', deliveries: [{ recipient: 'grace', attempts: [{ number: 1 }] }] });
  });

  it('sends in the shape of its second generation: sendTo, with users in full, data and override', async () => {
    const requestId = await send({
      notification: { title: 'Only a title', category: 'orders' },
      data: { order: 8 },
      sendTo: { recipients: [{ identifier: 'joan', phoneNumber: '+12025550103' }] },
      override: { channels: ['whatsapp'], twilio_whatsapp: { Body: 'Order 8, overridden.' } },
    });
    expect(await arrivedAt('+12025550103')).toEqual(['Order 8, overridden.']);
    expect((await herald.call('GET', '/v3/users/joan')).body).toEqual({
      identifier: 'joan',
      phoneNumber: '+12025550103',
    });
    const { body } = await herald.call('GET', `/v3/notifications/${requestId}`);
    expect(body).toMatchObject({ category: 'orders', data: { order: 8 } });
  });

  it('holds back what its sendAt says', async () => {
    const sendAt = new Date(Date.now() + 60 * 60 * 1000).toISOString();
    const answer = await client.send({ notification: { message: 'Later' }, recipients: ['ada'], sendAt });
    const { requestId } = answer as unknown as Answer;
    const { body } = await herald.call('GET', `/v3/notifications/${requestId}`);
    expect(body).toMatchObject({ sendAt, deliveries: [{ status: 'pending', waiting: { stage: 'scheduled' } }] });
  });

  it('hears of a wrong secret and of a request with faults, as errors of its own kind', async () => {
    const silenced = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const stranger = EngagespotClient({ baseUrl: `${herald.url}/v3`, ...TEST_APP, apiSecret: 'not-the-secret-of-it' });
    await expect(stranger.send({ notification: { title: 'Hi' }, recipients: ['ada'] })).rejects.toMatchObject({
      response: { status: 401 },
    });
    await expect(client.send({ notification: { title: 'Hi' }, recipients: [] })).rejects.toMatchObject({
      response: { status: 422, data: { errors: [{ path: 'recipients' }] } },
    });
    silenced.mockRestore();
  });
});
