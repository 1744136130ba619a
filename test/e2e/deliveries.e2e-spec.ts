import { type DeliveryDetail, type DeliverySummary, type Page } from '#herald/client';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

const NUMBER = '+12025550101';
const RECIPIENT = `user-${NUMBER}`;

describe('The search of deliveries', () => {
  let stand: Stand;
  let requestId: string;

  beforeAll(async () => {
    stand = await Stand.start();
    requestId = await stand.notifyOne(NUMBER, { tenant: 'acme', category: 'orders', data: { order: 7 } });
    await stand.deliveryAs(requestId, 'seen');
    await stand.deliveryAs(await stand.notifyOne('not a number'), 'discarded');
  });
  afterAll(() => stand?.stop());

  const list = async (query: string, headers = {}) =>
    (await stand.herald.call<Page<DeliverySummary>>('GET', `/v3/deliveries?${query}`, undefined, headers)).body;
  const recipients = async (query: string) => (await list(query)).data.map(({ recipient }) => recipient);

  it('lists them newest first and narrows them', async () => {
    expect(await recipients('')).toEqual(['user-not a number', RECIPIENT]);
    expect(await recipients('status=seen,sent&channel=whatsapp&tenant=acme')).toEqual([RECIPIENT]);
    expect(await recipients('status=sent&status=delivered&tenant=acme')).toEqual([]);
    expect(await recipients('status=seen&channel=whatsapp&tenant=acme&provider=twilio_whatsapp')).toEqual([RECIPIENT]);
    expect(await recipients('reason=recipient_address_invalid')).toEqual(['user-not a number']);
    expect(await recipients('from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z')).toEqual([]);
    const first = await list('limit=1');
    expect(first.data).toHaveLength(1);
    expect((await list(`limit=1&after=${first.next}`)).data).toMatchObject([{ recipient: RECIPIENT, requestId }]);
  });

  it('finds by what a person has at hand', async () => {
    const [found] = (await list(`q=${RECIPIENT.replace('+', '%2B')}`)).data;
    const { id = '', providerMessageId = '' } = found ?? {};
    for (const q of [requestId, id, providerMessageId ?? '', NUMBER, '+1 202 555 0101']) {
      expect(await recipients(`q=${encodeURIComponent(q)}`)).toEqual([RECIPIENT]);
    }
  });

  it('shows one with all that led to where it stands, and no secret', async () => {
    const [{ id } = { id: '' }] = (await list(`q=${requestId}`)).data;
    const { status, body } = await stand.herald.call<DeliveryDetail>('GET', `/v3/deliveries/${id}`);
    expect(status).toBe(200);
    const [entry] = await stand.acceptedFor(NUMBER);
    expect(body).toMatchObject({
      id,
      requestId,
      tenant: 'acme',
      category: 'orders',
      data: { order: 7 },
      recipient: RECIPIENT,
      address: NUMBER,
      status: 'seen',
      providerMessageId: entry?.sid,
      notification: { message: 'Order 7 is on its way.' },
      attempts: [{ number: 1, outcome: 'accepted' }],
      request: { explanation: null },
    });
    expect(body.events.map(({ type }) => type)).toEqual(['sent', 'delivered', 'seen']);
    const words = body.callbacks.flatMap(({ signals }) => signals.map(({ providerStatus }) => providerStatus));
    expect(words.toSorted()).toEqual(['delivered', 'read', 'sending', 'sent']);
    expect(body.callbacks[0]).toMatchObject({
      contentType: expect.stringContaining('form-urlencoded'),
      body: expect.stringContaining(`MessageSid=${entry?.sid}`),
    });
    const { params } = body.request.content as { params: Record<string, string> };
    const { StatusCallback: sentCallback = '', ...sent } = entry?.params ?? {};
    const { StatusCallback: shownCallback = '', ...shown } = params;
    expect(shown).toEqual(sent);
    expect(shownCallback).toMatch(new RegExp(`delivery=${id}\\.[\\w-]{36}\\.••••••••#`));
    const signature = /delivery=[\w.-]+\.([\w-]+)/.exec(String(sentCallback))?.[1] ?? '';
    expect(signature).not.toBe('');
    expect(JSON.stringify(body)).not.toContain(stand.emulator.accounts[0].token);
    expect(JSON.stringify(body.request)).not.toContain(signature);
  });

  it('says why there is no request where nothing could be built', async () => {
    const [{ id } = { id: '' }] = (await list('status=discarded')).data;
    const { body } = await stand.herald.call<DeliveryDetail>('GET', `/v3/deliveries/${id}`);
    expect(body).toMatchObject({
      status: 'discarded',
      reason: { code: 'recipient_address_invalid', explanation: expect.any(String), nextStep: expect.any(String) },
      request: { content: null, explanation: expect.stringContaining('before there was a request') },
      callbacks: [],
    });
  });

  it('shows nothing to another app', async () => {
    await makeOtherApp(stand.herald);
    const [{ id } = { id: '' }] = (await list(`q=${requestId}`)).data;
    expect((await list(`q=${requestId}`, OTHER_APP_HEADERS)).data).toEqual([]);
    expect((await list('', OTHER_APP_HEADERS)).data).toEqual([]);
    const answer = await stand.herald.call('GET', `/v3/deliveries/${id}`, undefined, OTHER_APP_HEADERS);
    expect(answer.status).toBe(404);
    expect((await stand.herald.call('GET', '/v3/deliveries/7')).status).toBe(404);
  });

  it('names every fault of a query', async () => {
    const query = 'status=gone&reason=none&integrationId=7&from=2030-02-30T00:00:00Z&to=today&limit=0&order=asc&after=';
    const { status, body } = await stand.herald.call<{ errors: { path: string }[] }>('GET', `/v3/deliveries?${query}`);
    expect(status).toBe(422);
    const paths = body.errors.map(({ path }) => path).toSorted();
    expect(paths).toEqual(['from', 'integrationId', 'limit', 'order', 'reason', 'status', 'to']);
    expect((await stand.herald.call('GET', '/v3/deliveries?after=x')).body).toMatchObject({
      errors: [{ path: 'after' }],
    });
  });
});
