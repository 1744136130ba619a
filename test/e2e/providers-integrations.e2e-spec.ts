import { Emulator } from '../environment/emulator.process.js';
import { OTHER_APP_HEADERS, makeOtherApp } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

interface Integration {
  id: string;
  provider: string;
  tenant: string | null;
  enabled: boolean;
  config: Record<string, unknown>;
}

const MASK = '••••••••';
const INTEGRATIONS = '/v3/integrations';

describe('Integrations', () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await Stand.start();
    await makeOtherApp(stand.herald);
  });
  afterAll(() => stand?.stop());

  function secondAccount() {
    const [, { sid, token }] = stand.emulator.accounts;
    return { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM_NUMBER: Emulator.otherSender };
  }

  async function create(body: object): Promise<Integration> {
    const answer = await stand.herald.call<Integration>('POST', INTEGRATIONS, {
      provider: 'twilio_whatsapp',
      config: secondAccount(),
      ...body,
    });
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function remove({ id }: Integration): Promise<void> {
    expect((await stand.herald.call('DELETE', `${INTEGRATIONS}/${id}`)).status).toBe(204);
  }

  it('are made, read, changed and removed, and never show a secret', async () => {
    const { herald } = stand;
    const made = await create({ label: 'Second', tenant: 'acme', priority: 7 });
    const { id } = made;
    const path = `${INTEGRATIONS}/${id}`;
    const { TWILIO_AUTH_TOKEN: _token, ...open } = secondAccount();
    const shown = {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      provider: 'twilio_whatsapp',
      channel: 'whatsapp',
      label: 'Second',
      tenant: 'acme',
      enabled: true,
      priority: 7,
      allowCredentialOverride: true,
      config: { ...open, TWILIO_AUTH_TOKEN: MASK },
      health: { state: 'closed', since: null, lastFailure: null, heldUntil: null },
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    };
    expect(made).toEqual(shown);
    expect((await herald.call('GET', path)).body).toEqual(shown);
    const change = { label: null, enabled: false, config: { TWILIO_SENDS_PER_SECOND: '5', TWILIO_AUTH_TOKEN: MASK } };
    const changed = { ...shown, label: null, enabled: false, config: { ...shown.config, TWILIO_SENDS_PER_SECOND: 5 } };
    expect(await herald.call('PATCH', path, change)).toMatchObject({ status: 200, body: changed });
    const list = await herald.call<{ data: Integration[] }>('GET', INTEGRATIONS);
    expect(list.body).toMatchObject({ data: [changed, { label: 'From the environment', tenant: null }], next: null });
    expect((await herald.call('POST', `${path}/verify`)).body).toMatchObject({ usable: true });
    for (const { token: secret } of stand.emulator.accounts) {
      expect(JSON.stringify([made, list.body])).not.toContain(secret);
      expect(await stand.everythingKept()).not.toContain(secret);
    }
    await remove(made);
    expect((await herald.call('GET', path)).status).toBe(404);
    expect((await herald.call('GET', `${INTEGRATIONS}/no-id`)).status).toBe(404);
  });

  it('are those of their own app alone', async () => {
    const made = await create({ tenant: 'acme' });
    const path = `${INTEGRATIONS}/${made.id}`;
    for (const [method, address, body] of [
      ['GET', path, undefined],
      ['PATCH', path, { enabled: false }],
      ['DELETE', path, undefined],
      ['POST', `${path}/verify`, undefined],
      ['POST', `${path}/test`, { recipient: 'jo' }],
    ] as const) {
      const { status } = await stand.herald.call(method, address, body, OTHER_APP_HEADERS);
      expect([method, address, status]).toEqual([method, address, 404]);
    }
    const others = await stand.herald.call('GET', INTEGRATIONS, undefined, OTHER_APP_HEADERS);
    expect(others.body).toEqual({ data: [], next: null });
    expect((await stand.herald.call('GET', path)).body).toEqual(made);
    await remove(made);
  });

  it('are refused with every fault of their settings', async () => {
    const before = await stand.rowCounts();
    const config = {
      TWILIO_ACCOUNT_SID: 'AC7',
      TWILIO_FROM_NUMBER: '020 7946',
      TWILIO_COLOUR: 'red',
      TWILIO_SANDBOX: 'x',
    };
    const answer = await stand.herald.call<{ errors: { path: string; message: string }[] }>('POST', INTEGRATIONS, {
      provider: 'twilio_whatsapp',
      config,
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ path }) => path).toSorted()).toEqual([
      'config.TWILIO_ACCOUNT_SID',
      'config.TWILIO_AUTH_TOKEN',
      'config.TWILIO_COLOUR',
      'config.TWILIO_FROM_NUMBER',
      'config.TWILIO_SANDBOX',
    ]);
    const unknown = await stand.herald.call('POST', INTEGRATIONS, { provider: 'telegram', config: {} });
    expect(unknown).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'provider', message: expect.stringContaining('twilio_whatsapp') }] },
    });
    expect(await stand.rowCounts()).toEqual(before);
  });

  it('are checked with the vendor: a wrong token is named, with what to do', async () => {
    const { herald } = stand;
    const good = await create({ tenant: 'checked' });
    const report = (await herald.call('POST', `${INTEGRATIONS}/${good.id}/verify`)).body;
    expect(report).toMatchObject({ usable: true, accountName: expect.any(String) });
    await herald.call('PATCH', `${INTEGRATIONS}/${good.id}`, { config: { TWILIO_AUTH_TOKEN: 'canary-token' } });
    const bad = (await herald.call('POST', `${INTEGRATIONS}/${good.id}/verify`)).body;
    expect(bad).toMatchObject({
      usable: false,
      findings: [{ severity: 'error', field: 'TWILIO_AUTH_TOKEN', message: expect.stringContaining('Account Info') }],
    });
    expect(JSON.stringify(bad)).not.toContain('canary-token');
    expect(await stand.emulator.ledger()).toEqual([]);
    await remove(good);
  });

  it('are checked before they are stored, and before a change is', async () => {
    const { herald } = stand;
    const draft = { provider: 'twilio_whatsapp', config: secondAccount() };
    const wrong = { TWILIO_AUTH_TOKEN: 'canary-token' };
    const before = await stand.rowCounts();
    const verifyNew = `${INTEGRATIONS}/verify`;
    expect((await herald.call('POST', verifyNew, draft)).body).toMatchObject({ usable: true });
    const refused = await herald.call('POST', verifyNew, { ...draft, config: { ...draft.config, ...wrong } });
    expect(refused).toMatchObject({ status: 200, body: { usable: false, findings: [{ field: 'TWILIO_AUTH_TOKEN' }] } });
    expect(JSON.stringify(refused.body)).not.toContain('canary-token');
    const unsound = await herald.call('POST', verifyNew, { ...draft, config: wrong });
    expect(unsound).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path: 'config.TWILIO_ACCOUNT_SID' })]) },
    });
    expect(await stand.rowCounts()).toEqual(before);
    const made = await create({ tenant: 'checked' });
    const verify = `${INTEGRATIONS}/${made.id}/verify`;
    expect((await herald.call('POST', verify, { config: wrong })).body).toMatchObject({ usable: false });
    const masked = { config: { TWILIO_AUTH_TOKEN: MASK, TWILIO_SENDS_PER_SECOND: 7 } };
    expect((await herald.call('POST', verify, masked)).body).toMatchObject({ usable: true });
    expect((await herald.call('GET', `${INTEGRATIONS}/${made.id}`)).body).toEqual(made);
    await remove(made);
  });

  it('are tried with one message through exactly them', async () => {
    const { herald } = stand;
    const integration = await create({ tenant: 'tried', priority: 900 });
    const path = `${INTEGRATIONS}/${integration.id}/test`;
    const recipient = { identifier: 'tester', phoneNumber: '+12025550101' };
    const answer = await herald.call<{ requestId: string }>('POST', path, { recipient, message: 'Try' });
    expect(answer.status).toBe(202);
    expect(await stand.deliveryAs(answer.body.requestId, 'seen')).toMatchObject({ integrationId: integration.id });
    const { TWILIO_ACCOUNT_SID: accountSid } = secondAccount();
    expect(await stand.acceptedFor('+12025550101')).toMatchObject([{ accountSid, params: { Body: 'Try' } }]);
    await herald.call('PATCH', `${INTEGRATIONS}/${integration.id}`, { enabled: false });
    const refused = await herald.call('POST', path, { recipient });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'enabled' }] } });
    await remove(integration);
  });

  it('of a tenant carry its notifications, and those of nobody else', async () => {
    const [first, second] = stand.emulator.accounts;
    const own = await create({ tenant: 'acme', priority: 900 });
    const accountFor = async (phoneNumber: string, more: object) => {
      await stand.deliveryAs(await stand.notifyOne(phoneNumber, more), 'seen');
      return (await stand.acceptedFor(phoneNumber)).map(({ accountSid }) => accountSid);
    };
    expect(await accountFor('+12025550111', { tenant: 'acme' })).toEqual([second.sid]);
    expect(await accountFor('+12025550112', { tenant: 'globex' })).toEqual([first.sid]);
    expect(await accountFor('+12025550113', {})).toEqual([first.sid]);
    await stand.herald.call('PATCH', `${INTEGRATIONS}/${own.id}`, { enabled: false });
    expect(await accountFor('+12025550114', { tenant: 'acme' })).toEqual([first.sid]);
    await remove(own);
  });

  it('of one channel are used in the order of their priority', async () => {
    const [first, second] = stand.emulator.accounts;
    const better = await create({ priority: 1 });
    await stand.deliveryAs(await stand.notifyOne('+12025550115'), 'seen');
    await stand.herald.call('PATCH', `${INTEGRATIONS}/${better.id}`, { priority: 900 });
    await stand.deliveryAs(await stand.notifyOne('+12025550115'), 'seen');
    expect((await stand.acceptedFor('+12025550115')).map(({ accountSid }) => accountSid)).toEqual([
      second.sid,
      first.sid,
    ]);
    await remove(better);
  });

  it('that are removed take what waits for them along', async () => {
    const gone = await create({ tenant: 'leaving' });
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const requestId = await stand.notifyOne('+12025550116', { tenant: 'leaving', sendAt });
    await remove(gone);
    await stand.makeDue(requestId);
    expect(await stand.deliveryAs(requestId, 'discarded')).toMatchObject({ reason: { code: 'integration_missing' } });
    expect(await stand.acceptedFor('+12025550116')).toEqual([]);
  });
});
