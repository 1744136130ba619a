import { Emulator } from '../environment/emulator.process.js';
import { Stand } from './stand.fixture.js';
import { callbackUrlOf, postSigned, statusForm } from './twilio-callback.fixture.js';

const MASK = '••••••••';

describe('Credentials that come with a notification', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start({ LOG_LEVEL: 'trace' });
  });
  afterAll(() => stand?.stop());

  function foreignCredentials() {
    const [, { sid, token }] = stand.emulator.accounts;
    return { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: Emulator.otherSender };
  }

  it.each([
    ['beside the fields', '+12025550101', (given: object) => ({ twilio_whatsapp: { ...given, Body: 'Mine' } })],
    ['under _config', '+12025550102', (given: object) => ({ twilio_whatsapp: { _config: given, Body: 'Mine' } })],
    ['for the channel', '+12025550103', (given: object) => ({ channel: { whatsapp: { ...given, Body: 'Mine' } } })],
  ])('%s send through their own account, whose callbacks are believed', async (_where, phoneNumber, toOverride) => {
    const given = foreignCredentials();
    const requestId = await stand.notifyOne(phoneNumber, { override: toOverride(given) });
    const delivery = await stand.deliveryAs(requestId, 'seen');
    expect(delivery.events.map(({ type }) => type)).toEqual(['sent', 'delivered', 'seen']);
    expect(await stand.acceptedFor(phoneNumber)).toMatchObject([
      {
        accountSid: given.TWILIO_ACCOUNT_SID,
        sid: delivery.providerMessageId,
        from: `whatsapp:${Emulator.otherSender}`,
        params: { Body: 'Mine' },
      },
    ]);
    const shown = await stand.herald.call('GET', `/v3/notifications/${requestId}`);
    expect(shown.body).toMatchObject({ override: toOverride({ ...given, TWILIO_AUTH_TOKEN: MASK }) });
  });

  it('count for that notification alone', async () => {
    const [{ sid }] = stand.emulator.accounts;
    await stand.deliveryAs(await stand.notifyOne('+12025550104'), 'seen');
    const [entry] = await stand.acceptedFor('+12025550104');
    expect(entry).toMatchObject({ accountSid: sid, from: `whatsapp:${Emulator.sender}` });
  });

  it('decide alone who may report on the message', async () => {
    const [own, foreign] = stand.emulator.accounts;
    const requestId = await stand.notifyOne('+15005550107', { override: { twilio_whatsapp: foreignCredentials() } });
    await stand.deliveryAs(requestId, 'sent');
    const [entry] = await stand.acceptedFor('+15005550107');
    if (entry === undefined) throw new Error('Nothing was sent');
    const url = callbackUrlOf(entry);
    const before = await stand.rowCounts();
    const claims = [statusForm(entry, 'read'), statusForm({ ...entry, accountSid: own.sid }, 'read')];
    for (const form of claims) expect((await postSigned(url, form, own.token)).status).toBe(403);
    const withoutDelivery = url.replace(/\?.*/, '');
    for (const { token } of [own, foreign]) {
      expect((await postSigned(withoutDelivery, statusForm(entry, 'read'), token)).status).toBe(403);
    }
    expect(await stand.rowCounts()).toEqual(before);
    expect((await postSigned(url, statusForm(entry, 'read'), foreign.token)).status).toBe(204);
    await stand.deliveryAs(requestId, 'seen');
  });

  it('never meet an API key of the integration', async () => {
    const { body } = await stand.herald.call<{ data: { id: string }[] }>('GET', '/v3/integrations');
    const config = { TWILIO_API_KEY_SID: `SK${'7'.repeat(32)}`, TWILIO_API_KEY_SECRET: 'a key of the first account' };
    await stand.herald.call('PATCH', `/v3/integrations/${body.data[0]?.id}`, { config });
    const refused = await stand.deliveryAs(await stand.notifyOne('+12025550105'), 'discarded');
    expect(refused.reason).toMatchObject({ code: 'credentials_invalid' });
    const requestId = await stand.notifyOne('+12025550105', { override: { twilio_whatsapp: foreignCredentials() } });
    await stand.deliveryAs(requestId, 'seen');
    const none = { TWILIO_API_KEY_SID: null, TWILIO_API_KEY_SECRET: null };
    await stand.herald.call('PATCH', `/v3/integrations/${body.data[0]?.id}`, { config: none });
    await stand.deliveryAs(await stand.notifyOne('+12025550105'), 'seen');
  });

  it('are discarded with their reason when they are wrong, and shown nowhere', async () => {
    const { herald, emulator } = stand;
    const [own, { sid, token }] = emulator.accounts;
    const wrong = 'canary-of-a-wrong-token';
    const override = { twilio_whatsapp: { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: wrong } };
    const requestId = await stand.notifyOne('+12025550106', { override });
    const delivery = await stand.deliveryAs(requestId, 'discarded');
    expect(delivery.reason).toMatchObject({ code: 'credentials_invalid', providerCode: '20003' });
    await stand.settled();
    await stand.feedShows();
    const shown = {
      notification: JSON.stringify((await herald.call('GET', `/v3/notifications/${requestId}`)).body),
      events: JSON.stringify((await herald.call('GET', '/v3/events?limit=1000')).body),
      integrations: JSON.stringify((await herald.call('GET', '/v3/integrations')).body),
      metrics: (await herald.call<string>('GET', '/metrics')).body,
      database: await stand.everythingKept(),
      output: herald.child.output,
    };
    expect(shown.events).toContain(requestId);
    expect(shown.database).toContain(requestId);
    expect(shown.database).toContain('Order 7 is on its way.');
    expect(shown.output).toContain('Herald listens');
    expect(shown.metrics).toContain('outcome="rejected"');
    const basic = Buffer.from(`${sid}:${token}`).toString('base64');
    for (const secret of [wrong, token, own.token, basic]) {
      for (const [place, text] of Object.entries(shown)) {
        if (text.includes(secret)) throw new Error(`A secret stands in the ${place}`);
      }
    }
  });
});
