import { DEFAULT_ACCOUNT } from './emulator.environment.js';
import {
  API_KEY,
  callApi,
  control,
  jsonOf,
  officialClient,
  OTHER_ACCOUNT,
  OWNED,
  SANDBOX,
  SERVICE,
  settled,
  startTestEmulator,
  TEMPLATE,
} from './emulator.fixture.js';
import type { RunningEmulator } from './emulator.server.js';

const TO = 'whatsapp:+12025550143';
const SMS_TO = '+12025550143';
const BODY = 'Body=Hello';
const WHATSAPP = form({ To: TO, From: SANDBOX });
const SMS = form({ To: SMS_TO, From: OWNED });
const SERVICED = form({ To: TO, MessagingServiceSid: SERVICE });

let emulator: RunningEmulator;

beforeEach(async () => {
  emulator = await startTestEmulator();
});
afterEach(() => emulator.stop());

function form(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}

function later(minutes: number): string {
  return encodeURIComponent(new Date(Date.now() + minutes * 60_000).toISOString());
}

describe('creating a message', () => {
  /** What is sent, HTTP status, code. */
  const refusals: readonly (readonly [string, number, number])[] = [
    [`From=x&${BODY}`, 400, 21604],
    [`To=&${form({ From: SANDBOX })}&${BODY}`, 400, 21604],
    [`${form({ To: TO })}&${BODY}`, 400, 21603],
    [`${form({ To: 'whatsapp:12025550143', From: SANDBOX })}&${BODY}`, 400, 21211],
    [`${form({ To: 'whatsapp:(457)-746-846', From: SANDBOX })}&${BODY}`, 400, 21211],
    [`${form({ To: 'whatsapp:+1457746846', From: SANDBOX })}&${BODY}`, 400, 21211],
    [`${form({ To: 'whatsapp:USA.123', From: SANDBOX })}&${BODY}`, 400, 21211],
    [`${form({ To: 'messenger:123', From: SANDBOX })}&${BODY}`, 400, 21211],
    [`${form({ To: SMS_TO, From: SANDBOX })}&${BODY}`, 400, 21910],
    [`${form({ To: TO, From: OWNED })}&${BODY}`, 400, 21910],
    [`${form({ To: TO, From: 'whatsapp:+12025550199' })}&${BODY}`, 400, 63007],
    [`${form({ To: SANDBOX, From: SANDBOX })}&${BODY}`, 400, 63031],
    [`${form({ To: SMS_TO, From: '+12025550199' })}&${BODY}`, 400, 21659],
    [`${form({ To: SMS_TO, From: '+14155238886' })}&${BODY}`, 400, 21660],
    [`${form({ To: SMS_TO, From: 'not a sender!' })}&${BODY}`, 400, 21212],
    [`${form({ To: OWNED, From: OWNED })}&${BODY}`, 400, 21266],
    [`${form({ To: TO, MessagingServiceSid: 'MG1' })}&${BODY}`, 400, 21701],
    [`${form({ To: '+15005550001', From: OWNED })}&${BODY}`, 400, 21211],
    [`${form({ To: '+15005550002', From: OWNED })}&${BODY}`, 400, 21612],
    [`${form({ To: '+15005550003', From: OWNED })}&${BODY}`, 400, 21408],
    [`${form({ To: '+15005550004', From: OWNED })}&${BODY}`, 400, 21610],
    [`${form({ To: '+15005550009', From: OWNED })}&${BODY}`, 400, 21614],
    [`${form({ To: SMS_TO, From: '+15005550001' })}&${BODY}`, 400, 21212],
    [`${form({ To: SMS_TO, From: '+15005550007' })}&${BODY}`, 400, 21606],
    [`${form({ To: SMS_TO, From: '+15005550008' })}&${BODY}`, 400, 21611],
    [`${form({ To: 'whatsapp:+15005550111', From: SANDBOX })}&${BODY}`, 400, 63016],
    [WHATSAPP, 400, 21619],
    [`${WHATSAPP}&Body=`, 400, 21602],
    [`${WHATSAPP}&PersistentAction=geo:1,2`, 400, 21602],
    [`${WHATSAPP}&Body=${'x'.repeat(1601)}`, 400, 21617],
    [`${WHATSAPP}&MediaUrl=picture.png`, 400, 21620],
    [`${WHATSAPP}&MediaUrl=ftp://a.example/b`, 400, 21620],
    [`${WHATSAPP}&MediaUrl=https://a.example/1&MediaUrl=https://a.example/2`, 400, 21623],
    [`${SMS}${'&MediaUrl=https://a.example/1'.repeat(11)}`, 400, 21623],
    [`${WHATSAPP}&ContentSid=HX1`, 400, 21655],
    [`${WHATSAPP}&${BODY}&ContentVariables={}`, 400, 21654],
    ...['{', '[]', '"a"', '{"1":null}', '{"1":""}', '{"1":{}}', '{"1":"a\\nb"}', '{"1":"a     b"}'].map(
      (json) => [`${WHATSAPP}&${form({ ContentSid: TEMPLATE, ContentVariables: json })}`, 400, 21656] as const,
    ),
    [`${WHATSAPP}&${BODY}&StatusCallback=localhost`, 400, 21609],
    [`${WHATSAPP}&${BODY}&StatusCallback=https://under_score.example/x`, 400, 21609],
    [`${WHATSAPP}&${BODY}&ValidityPeriod=0`, 400, 21624],
    [`${WHATSAPP}&${BODY}&ValidityPeriod=36001`, 400, 21624],
    [`${WHATSAPP}&${BODY}&MaxPrice=cheap`, 400, 21627],
    [`${WHATSAPP}&${BODY}&Attempt=one`, 400, 20001],
    [`${WHATSAPP}&${BODY}&SmartEncoded=yes`, 400, 20001],
    [`${WHATSAPP}&${BODY}&MessageIntent=spam`, 400, 20001],
    [`${WHATSAPP}&${BODY}&ShortenUrls=true`, 400, 20001],
    [`${WHATSAPP}&${BODY}&Body=again`, 400, 20001],
    [`${WHATSAPP}&${BODY}&${form({ To: TO })}`, 400, 20001],
    [`${WHATSAPP}&${BODY}&FallbackFrom=x`, 400, 21666],
    [`${WHATSAPP}&${BODY}&${form({ MessagingServiceSid: SERVICE })}&FallbackFrom=x`, 400, 21664],
    [`${WHATSAPP}&${BODY}&ScheduleType=fixed&SendAt=${later(60)}`, 400, 35118],
    [`${SERVICED}&${BODY}&ScheduleType=fixed`, 400, 35111],
    [`${SERVICED}&${BODY}&SendAt=${later(60)}`, 400, 20001],
    [`${SERVICED}&${BODY}&ScheduleType=later&SendAt=${later(60)}`, 400, 20001],
    [`${SERVICED}&${BODY}&ScheduleType=fixed&SendAt=${later(14)}`, 400, 35114],
    [`${SERVICED}&${BODY}&ScheduleType=fixed&SendAt=${later(36 * 24 * 60)}`, 400, 35114],
    [`${SERVICED}&${BODY}&ScheduleType=fixed&SendAt=tomorrow`, 400, 35114],
  ];

  it.each(refusals)('refuses %.120s with HTTP %i and code %i, and keeps nothing', async (sent, status, code) => {
    const response = await callApi(emulator.url, '/Messages.json', { form: sent });
    expect(await response.json()).toEqual({
      code,
      status,
      message: expect.stringMatching(/\w/),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
    });
    expect(response.status).toBe(status);
    expect(await control(emulator.url, '/ledger/count')).toEqual({ total: 0, byAccount: {} });
  });

  it.each([
    [`${form({ To: 'whatsapp:US.13491208655302741918', From: SANDBOX })}&${BODY}`],
    [`${form({ To: 'whatsapp:US.ENT.11815799212886844830', From: SANDBOX })}&${BODY}`],
    [`${form({ To: 'whatsapp:+15005550111', From: SANDBOX })}&ContentSid=${TEMPLATE}`],
    [`${WHATSAPP}&Body=${'x'.repeat(1600)}`],
    [`${WHATSAPP}&MediaUrl=https://a.example/1`],
    [`${SMS}${'&MediaUrl=https://a.example/1'.repeat(10)}`],
    [`${WHATSAPP}&${form({ ContentSid: TEMPLATE, ContentVariables: '{"1":"Ann","2":7}' })}`],
    [`${WHATSAPP}&${BODY}&PersistentAction=geo:1,2&NoSuchParameter=1&NoSuchParameter=2`],
    [`${WHATSAPP}&${BODY}&ValidityPeriod=36000&SmartEncoded=true&RiskCheck=disable&Tags={}`],
    [`${form({ To: SMS_TO, From: '+15005550006' })}&${BODY}`],
    [`${SERVICED}&${BODY}&ScheduleType=fixed&SendAt=${later(16)}`],
  ])('accepts %.120s', async (sent) => {
    const response = await callApi(emulator.url, '/Messages.json', { form: sent });
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status: 201 });
  });

  it('counts a body that is not a form as no parameters', async () => {
    const response = await callApi(emulator.url, '/Messages.json', {
      method: 'POST',
      json: JSON.stringify({ To: TO, From: SANDBOX, Body: 'Hello' }),
    });
    expect(await response.json()).toMatchObject({ code: 21604 });
  });

  it('answers with the message as documented', async () => {
    const response = await callApi(emulator.url, '/Messages.json', { form: `${WHATSAPP}&${BODY}` });
    const message = await jsonOf<Record<string, unknown>>(response);
    const uri = `/2010-04-01/Accounts/${DEFAULT_ACCOUNT.sid}/Messages/${String(message.sid)}`;
    const now = expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
    expect(message).toEqual({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      account_sid: DEFAULT_ACCOUNT.sid,
      messaging_service_sid: null,
      to: TO,
      from: SANDBOX,
      body: 'Hello',
      status: 'queued',
      direction: 'outbound-api',
      num_segments: '1',
      num_media: '0',
      error_code: null,
      error_message: null,
      price: null,
      price_unit: 'USD',
      date_created: now,
      date_sent: null,
      date_updated: now,
      api_version: '2010-04-01',
      uri: `${uri}.json`,
      subresource_uris: { media: `${uri}/Media.json` },
    });
    expect(response.headers.get('twilio-request-id')).toMatch(/^RQ[0-9a-f]{32}$/);
    expect(response.headers.get('twilio-concurrent-requests')).toBe('1');
    expect(Number(response.headers.get('twilio-request-duration'))).toBeGreaterThanOrEqual(0);
  });

  it('starts as accepted and without sender in a Messaging Service, which picks one later', async () => {
    const client = officialClient(emulator.url);
    const created = await client.messages.create({ to: TO, messagingServiceSid: SERVICE, body: 'Hello' });
    expect(created).toMatchObject({ status: 'accepted', from: null, numSegments: '0', messagingServiceSid: SERVICE });
    await settled(emulator.url);
    expect(await client.messages(created.sid).fetch()).toMatchObject({
      status: 'read',
      from: SANDBOX,
      errorCode: null,
    });
  });
});

describe('credentials', () => {
  it('takes the auth token and an API key, of the account in the path only', async () => {
    const create = { to: TO, from: SANDBOX, body: 'Hello' };
    await officialClient(emulator.url).messages.create(create);
    await officialClient(emulator.url, API_KEY.sid, API_KEY.secret).messages.create(create);
    const wrong = [
      officialClient(emulator.url, DEFAULT_ACCOUNT.sid, 'wrong'),
      officialClient(emulator.url, API_KEY.sid, 'wrong'),
      officialClient(emulator.url, OTHER_ACCOUNT.sid, OTHER_ACCOUNT.authToken),
    ];
    for (const client of wrong) {
      await expect(client.messages.create(create)).rejects.toMatchObject({ status: 401, code: 20003 });
    }
    expect(await control(emulator.url, '/ledger/count')).toEqual({ total: 2, byAccount: { [DEFAULT_ACCOUNT.sid]: 2 } });
  });

  it('shows the account to the auth token, and not to a standard API key', async () => {
    const account = await officialClient(emulator.url).api.v2010.accounts(DEFAULT_ACCOUNT.sid).fetch();
    expect(account).toMatchObject({ sid: DEFAULT_ACCOUNT.sid, status: 'active', type: 'Full' });
    const keyed = officialClient(emulator.url, API_KEY.sid, API_KEY.secret);
    await expect(keyed.api.v2010.accounts(DEFAULT_ACCOUNT.sid).fetch()).rejects.toMatchObject({ code: 20003 });
    expect(await keyed.balance.fetch()).toMatchObject({ accountSid: DEFAULT_ACCOUNT.sid, currency: 'USD' });
  });

  it('lists the numbers that the account owns', async () => {
    const numbers = await officialClient(emulator.url).incomingPhoneNumbers.list();
    expect(numbers.map(({ phoneNumber }) => phoneNumber)).toEqual(['+15005550006', OWNED]);
  });

  it('answers 21660 for a sender of another account', async () => {
    const response = await fetch(`${emulator.url}/2010-04-01/Accounts/${OTHER_ACCOUNT.sid}/Messages.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${OTHER_ACCOUNT.sid}:${OTHER_ACCOUNT.authToken}`).toString('base64')}`,
      },
      body: new URLSearchParams({ To: SMS_TO, From: OWNED, Body: 'Hello' }),
    });
    expect(await response.json()).toMatchObject({ code: 21660 });
  });
});

describe('messages that are there', () => {
  it('are fetched, redacted and deleted once complete, and not before', async () => {
    const client = officialClient(emulator.url);
    const { sid } = await client.messages.create({ to: TO, from: SANDBOX, body: 'Hello' });
    await settled(emulator.url);
    expect(await client.messages(sid).fetch()).toMatchObject({ status: 'read', body: 'Hello' });
    expect(await client.messages(sid).update({ body: '' })).toMatchObject({ body: '' });
    await client.messages(sid).remove();
    await expect(client.messages(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });

    const stuck = await client.messages.create({ to: 'whatsapp:+15005550107', from: SANDBOX, body: 'Hello' });
    await expect(client.messages(stuck.sid).update({ body: '' })).rejects.toMatchObject({ code: 20009 });
    await expect(client.messages(stuck.sid).remove()).rejects.toMatchObject({ code: 20009 });
    await expect(client.messages(stuck.sid).update({ body: 'new' })).rejects.toMatchObject({ code: 20001 });
    await expect(client.messages(stuck.sid).update({ status: 'canceled' })).rejects.toMatchObject({ code: 30409 });
  });

  it('are canceled only while scheduled', async () => {
    const client = officialClient(emulator.url);
    const sendAt = new Date(Date.now() + 3_600_000);
    const scheduled = await client.messages.create({
      to: TO,
      messagingServiceSid: SERVICE,
      body: 'Hello',
      scheduleType: 'fixed',
      sendAt,
    });
    expect(scheduled.status).toBe('scheduled');
    expect(await client.messages(scheduled.sid).update({ status: 'canceled' })).toMatchObject({ status: 'canceled' });
    await expect(client.messages(scheduled.sid).update({ status: 'canceled' })).rejects.toMatchObject({ code: 30409 });
  });

  it('are refused with 404 and 405 where the API has nothing', async () => {
    const responses = await Promise.all([
      callApi(emulator.url, '/Nothing.json'),
      callApi(emulator.url, '/Messages'),
      callApi(emulator.url, '/Messages.json', { method: 'DELETE' }),
    ]);
    const codes = await Promise.all(responses.map(async (response) => (await jsonOf<{ code: number }>(response)).code));
    expect(codes).toEqual([20404, 20404, 20004]);
  });
});

describe('listing messages', () => {
  it('pages newest first, undisturbed by messages that arrive meanwhile', async () => {
    const client = officialClient(emulator.url);
    const sids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      sids.unshift((await client.messages.create({ to: TO, from: SANDBOX, body: String(index) })).sid);
    }
    const first = await client.messages.page({ pageSize: 2 });
    await client.messages.create({ to: TO, from: SANDBOX, body: 'late' });
    const second = await first.nextPage();
    const third = await second?.nextPage();
    const pages = [first, second, third].map((page) => page?.instances.map(({ sid }) => sid));
    expect(pages).toEqual([sids.slice(0, 2), sids.slice(2, 4), sids.slice(4)]);
    expect(third?.nextPageUrl).toBeUndefined();
    expect(await client.messages.list({ pageSize: 4 })).toHaveLength(6);
  });

  it('filters by To and From', async () => {
    const client = officialClient(emulator.url);
    await client.messages.create({ to: SMS_TO, from: OWNED, body: 'sms' });
    await client.messages.create({ to: TO, from: SANDBOX, body: 'whatsapp' });
    const found = await Promise.all([
      client.messages.list({ to: TO, from: SANDBOX }),
      client.messages.list({ to: SMS_TO }),
      client.messages.list({ to: SMS_TO, from: SANDBOX }),
    ]);
    expect(found.map((messages) => messages.map(({ body }) => body))).toEqual([['whatsapp'], ['sms'], []]);
  });

  it('filters by date_sent, which a queued message has not', async () => {
    const client = officialClient(emulator.url);
    await client.messages.create({ to: 'whatsapp:+15005550107', from: SANDBOX, body: 'queued' });
    await client.messages.create({ to: TO, from: SANDBOX, body: 'read' });
    await settled(emulator.url);
    const hour = 3_600_000;
    const dates = { ago: new Date(Date.now() - hour), ahead: new Date(Date.now() + hour) };
    const found = await Promise.all([
      client.messages.list(),
      client.messages.list({ dateSentAfter: dates.ago, dateSentBefore: dates.ahead }),
      client.messages.list({ dateSentAfter: dates.ahead }),
      client.messages.list({ dateSentBefore: dates.ago }),
    ]);
    expect(found.map((messages) => messages.map(({ body }) => body))).toEqual([['read', 'queued'], ['read'], [], []]);
    const sentOn = found[1]?.[0]?.dateSent.toISOString().slice(0, 10);
    const byDay = await callApi(emulator.url, `/Messages.json?DateSent=${sentOn}`);
    expect(await byDay.json()).toMatchObject({ messages: [{ body: 'read' }] });
  });

  it.each([
    ['PageSize=1001', 20007],
    ['PageSize=0', 20001],
    ['PageToken=x', 20001],
    ['DateSent=yesterday', 20001],
  ])('refuses %s', async (query, code) => {
    const response = await callApi(emulator.url, `/Messages.json?${query}`);
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status: 400, body: { code } });
  });

  it('shows a message after the lag that the control surface sets', async () => {
    const client = officialClient(emulator.url);
    await control(emulator.url, '/lists/settings', { lagMs: 60_000 });
    await client.messages.create({ to: TO, from: SANDBOX, body: 'Hello' });
    expect(await client.messages.list()).toEqual([]);
    await control(emulator.url, '/lists/settings', { lagMs: 0 });
    expect(await client.messages.list()).toHaveLength(1);
  });
});
