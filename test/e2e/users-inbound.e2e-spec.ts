import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

interface Listed {
  data: Record<string, unknown>[];
  next: string | null;
}

describe('The people of an app', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
    await stand.herald.call('PUT', '/v3/users/jo', {
      phoneNumber: '+1 202-555-0101',
      email: 'Jo@Example.com',
      plan: 'pro',
    });
    await stand.herald.call('PUT', '/v3/users/joe', { email: 'joe@example.com' });
    await stand.herald.call('PUT', '/v3/users/kim', {});
  });
  afterAll(() => stand?.stop());

  const get = (path: string, headers = {}) => stand.herald.call<Listed>('GET', `/v3/${path}`, undefined, headers);
  const names = async (query: string) => (await get(`users?${query}`)).body.data.map(({ identifier }) => identifier);

  it('are listed by identifier, and found by what they are known by', async () => {
    expect((await get('users')).body.data[0]).toEqual({
      identifier: 'jo',
      phoneNumber: '+1 202-555-0101',
      email: 'Jo@Example.com',
      plan: 'pro',
    });
    expect(await names('')).toEqual(['jo', 'joe', 'kim']);
    expect(await names('q=jo')).toEqual(['jo', 'joe']);
    expect(await names('q=%2B12025550101')).toEqual(['jo']);
    expect(await names('q=JOE@example.com')).toEqual(['joe']);
    const { next } = (await get('users?limit=2')).body;
    expect(await names(`after=${next}`)).toEqual(['kim']);
    const refused = await stand.herald.call<{ errors: { path: string }[] }>('GET', '/v3/users?limit=0&order=asc');
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path }) => path).toSorted()).toEqual(['limit', 'order']);
    expect((await get('users?after=x')).status).toBe(422);
  });

  it('see on which channels they can be reached, and why not', async () => {
    const channels = async (path: string) =>
      Object.fromEntries((await get(path)).body.data.map(({ channel, ...reach }) => [channel, reach]));
    expect(await channels('users/jo/channels')).toMatchObject({
      whatsapp: { provider: 'twilio_whatsapp', isReachable: true, address: '+12025550101', reason: null },
      email: { provider: null, integrationId: null, isReachable: false, reason: { code: 'integration_missing' } },
    });
    expect((await channels('users/kim/channels?tenant=acme'))['whatsapp']).toMatchObject({
      isReachable: false,
      address: null,
      reason: { code: 'recipient_address_missing', nextStep: expect.any(String) },
    });
    expect((await get('users/nobody/channels')).status).toBe(404);
  });

  it('may write to us, which is listed newest first', async () => {
    const url = `${stand.herald.url}/api/v1/apps/test-app/webhook/twilio_whatsapp`;
    for (const [from, body] of [
      ['+12025550101', 'Hello'],
      ['+12025550102', 'Stop'],
    ]) {
      const written = { from: `whatsapp:${from}`, to: 'whatsapp:+14155238886', body, url };
      expect(await stand.emulator.control('POST', 'inbound', written)).toMatchObject({ httpStatus: 200 });
    }
    const { data, next } = (await get('inbound-messages')).body;
    expect(data).toMatchObject([
      { from: '+12025550102', text: 'Stop', optOut: true },
      { from: '+12025550101', to: '+14155238886', text: 'Hello', provider: 'twilio_whatsapp', media: [] },
    ]);
    expect(next).toBeNull();
    const first = (await get('inbound-messages?limit=1')).body;
    expect((await get(`inbound-messages?after=${first.next}`)).body.data).toMatchObject([{ text: 'Hello' }]);
    expect((await get('inbound-messages?sender=%2B12025550102')).body.data).toHaveLength(1);
    expect((await get('inbound-messages?provider=other')).body.data).toEqual([]);
    expect((await get('inbound-messages?after=x')).status).toBe(422);
  });

  it('are the app’s own', async () => {
    await makeOtherApp(stand.herald);
    for (const path of ['users', 'inbound-messages'])
      expect((await get(path, OTHER_APP_HEADERS)).body.data).toEqual([]);
    expect((await get('users/jo/channels', OTHER_APP_HEADERS)).status).toBe(404);
  });
});
