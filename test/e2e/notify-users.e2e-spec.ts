import { Stand } from './stand.fixture.js';

describe('Users', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
  });
  afterAll(() => stand?.stop());

  async function profileOf(identifier: string): Promise<object> {
    const answer = await stand.herald.call('GET', `/v3/users/${encodeURIComponent(identifier)}`);
    expect(answer.status).toBe(200);
    return answer.body;
  }

  it('are made, changed property by property, and forgotten', async () => {
    const { herald } = stand;
    const made = await herald.call('PUT', '/v3/users/ada', { phoneNumber: '+12025550101', plan: 'gold', tags: ['a'] });
    expect(made).toMatchObject({ status: 201, body: { identifier: 'ada', phoneNumber: '+12025550101', plan: 'gold' } });
    const changed = await herald.call('PUT', '/v3/users/ada', { plan: null, profile: { locale: 'en-GB' }, tags: [] });
    expect(changed.status).toBe(200);
    const ada = { identifier: 'ada', phoneNumber: '+12025550101', locale: 'en-GB', tags: [] };
    expect(changed.body).toEqual(ada);
    expect(await profileOf('ada')).toEqual(ada);
    expect(await herald.call('POST', '/v3/users', { identifier: 'ada', email: 'ada@example.com' })).toMatchObject({
      status: 200,
      body: { ...ada, email: 'ada@example.com' },
    });
    const forgotten = await herald.call('DELETE', '/v3/users/ada');
    expect(forgotten).toMatchObject({ status: 204, body: '' });
    for (const method of ['GET', 'DELETE']) expect((await herald.call(method, '/v3/users/ada')).status).toBe(404);
    expect((await herald.call('POST', '/v3/users', { identifier: 'ada' })).status).toBe(201);
    expect(await profileOf('ada')).toEqual({ identifier: 'ada' });
  });

  it.each(['a/b', '%2e', 'ünï?&#', ' spaced ', 'x'.repeat(256), '..'])('may be called %j', async (identifier) => {
    const address = `/v3/users/${encodeURIComponent(identifier).replaceAll('.', '%2E')}`;
    const body = { identifier, phoneNumber: '+12025550101' };
    expect(await stand.herald.call('POST', '/v3/users', body)).toMatchObject({ status: 201, body });
    if (identifier === '..') return;
    expect(await stand.herald.call('GET', address)).toMatchObject({ status: 200, body });
  });

  it('are refused with every fault', async () => {
    const answer = await stand.herald.call('POST', '/v3/users', { identifier: '', phoneNumber: 1, email: ['a'] });
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'identifier' }, { path: 'phoneNumber' }, { path: 'email' }] },
    });
    const other = await stand.herald.call('PUT', '/v3/users/ada', { identifier: 'eve' });
    expect(other).toMatchObject({ status: 422, body: { errors: [{ path: 'identifier' }] } });
    expect((await stand.herald.call('GET', '/v3/users/eve')).status).toBe(404);
  });

  it('are kept from what comes inline with a notification', async () => {
    await stand.herald.call('PUT', '/v3/users/joan', { phoneNumber: '+12025550102', plan: 'gold', locale: 'de' });
    const requestId = await stand.herald.notify({
      notification: { message: 'Hello' },
      recipients: [
        { identifier: 'joan', phoneNumber: '+12025550103', locale: null },
        { identifier: 'grace', profile: { phoneNumber: '+12025550104' } },
      ],
    });
    await stand.herald.notificationOnce(requestId, ({ deliveries }) =>
      deliveries.every(({ status }) => status === 'seen'),
    );
    expect(await profileOf('joan')).toEqual({ identifier: 'joan', phoneNumber: '+12025550103', plan: 'gold' });
    expect(await profileOf('grace')).toEqual({ identifier: 'grace', phoneNumber: '+12025550104' });
    const sentTo = (await stand.emulator.ledger()).map(({ to }) => to).toSorted();
    expect(sentTo).toEqual(['whatsapp:+12025550103', 'whatsapp:+12025550104']);
  });

  it('get a notification once, however often they are named', async () => {
    await stand.herald.call('PUT', '/v3/users/twice', { phoneNumber: '+12025550105' });
    const requestId = await stand.herald.notify({
      notification: { message: 'Once' },
      recipients: ['twice', { identifier: 'twice', plan: 'gold' }, 'twice'],
      sendTo: { recipients: [{ identifier: 'twice', locale: 'en' }] },
    });
    await stand.deliveryAs(requestId, 'seen');
    expect(await stand.acceptedFor('+12025550105')).toHaveLength(1);
    expect(await profileOf('twice')).toMatchObject({ plan: 'gold', locale: 'en' });
  });

  it('may be forgotten while a notification is on its way', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const requestId = await stand.notifyOne('+12025550106', { sendAt });
    await stand.herald.call('DELETE', '/v3/users/user-+12025550106');
    await stand.makeDue(requestId);
    const { attempts } = await stand.deliveryAs(requestId, 'seen');
    expect(attempts).toHaveLength(1);
    expect(await stand.acceptedFor('+12025550106')).toHaveLength(1);
  });
});
