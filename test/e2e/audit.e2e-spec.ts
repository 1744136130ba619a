import type { Herald } from '../environment/herald.process.js';
import { ADMIN, ADMIN_VARIABLES, Browser, newMember } from './browser.fixture.js';
import { Stand } from './stand.fixture.js';

interface Entry {
  id: string;
  email: string | null;
  action: string;
  object: string | null;
  given: Record<string, unknown> | null;
  outcome: string | null;
  problem: string | null;
}

const MASK = '••••••••';
const VIEWER = { email: 'viewer@example.com', password: 'canary brave badgers', role: 'viewer' } as const;

describe('The audit log', () => {
  let stand: Stand;
  let herald: Herald;
  let admin: Browser;
  let viewer: Browser;

  beforeAll(async () => {
    stand = await Stand.start(ADMIN_VARIABLES);
    ({ herald } = stand);
    admin = await Browser.signedIn(herald);
    ({ browser: viewer } = await newMember(admin, herald, VIEWER));
  });
  afterAll(() => stand?.stop());

  async function page(query = ''): Promise<{ data: Entry[]; next: string | null }> {
    const { status, body } = await admin.call<{ data: Entry[]; next: string | null }>('GET', `/v3/audit${query}`);
    expect(status).toBe(200);
    return body;
  }

  const integration = () => ({
    provider: 'twilio_whatsapp',
    label: 'Second',
    tenant: 'audited',
    config: {
      TWILIO_ACCOUNT_SID: stand.emulator.accounts[1].sid,
      TWILIO_AUTH_TOKEN: stand.emulator.accounts[1].token,
      TWILIO_FROM_NUMBER: '+15005550006',
    },
  });

  it('says who did what to which object, when and from where, and how it ended', async () => {
    const { body: made } = await admin.call('POST', '/v3/integrations', integration());
    const { data } = await page('?limit=1');
    expect(data).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        memberId: expect.any(String),
        email: ADMIN.email,
        action: 'createIntegration',
        appId: admin.appId,
        object: made['id'],
        given: {
          provider: 'twilio_whatsapp',
          label: 'Second',
          tenant: 'audited',
          config: { TWILIO_ACCOUNT_SID: MASK, TWILIO_AUTH_TOKEN: MASK, TWILIO_FROM_NUMBER: MASK },
        },
        ip: '127.0.0.1',
        userAgent: 'node',
        outcome: 'done',
        problem: null,
      },
    ]);
    const path = `/v3/integrations/${String(made['id'])}`;
    await admin.call('PATCH', path, { enabled: false, colour: 'red' });
    await admin.call('PATCH', path, { enabled: false });
    await admin.call('DELETE', path);
    await admin.call('DELETE', path);
    const { data: later } = await page(`?object=${String(made['id'])}&limit=4`);
    expect(later.map(({ action, given, outcome, problem }) => ({ action, given, outcome, problem }))).toEqual([
      { action: 'deleteIntegration', given: null, outcome: 'refused', problem: '/problems/not-found' },
      { action: 'deleteIntegration', given: null, outcome: 'done', problem: null },
      { action: 'updateIntegration', given: { enabled: false }, outcome: 'done', problem: null },
      {
        action: 'updateIntegration',
        given: { enabled: false, colour: MASK },
        outcome: 'refused',
        problem: '/problems/invalid-request',
      },
    ]);
  });

  it('says which notification was taken back, and which delivery was sent again', async () => {
    const { body } = await admin.call('POST', '/v3/notifications', {
      notification: { message: 'M' },
      recipients: ['x'],
    });
    const requestId = String(body['requestId']);
    const { id } = await stand.deliveryAs(requestId, 'discarded');
    await admin.call('POST', `/v3/notifications/${requestId}/cancel`);
    await admin.call('POST', `/v3/deliveries/${id}/resend`);
    const { data } = await page('?limit=3');
    expect(data.map(({ action, object, outcome }) => [action, object, outcome])).toEqual([
      ['resendDelivery', id, 'done'],
      ['cancelNotification', requestId, 'done'],
      ['notify', requestId, 'done'],
    ]);
  });

  it('has what a viewer tried to change', async () => {
    expect((await viewer.call('PUT', '/v3/users/jo', { phoneNumber: '+12025550142' })).status).toBe(403);
    expect((await page('?limit=1')).data).toMatchObject([
      { email: VIEWER.email, action: 'upsertUser', object: 'jo', outcome: 'refused', problem: '/problems/forbidden' },
    ]);
  });

  it('has every signing in, also the refused ones, and what was typed for nobody’s address in none', async () => {
    await new Browser(herald).signIn({ ...VIEWER, password: 'canary wrong' });
    await new Browser(herald).signIn({ email: 'canary-typed-for-address', password: 'canary wrong' });
    await viewer.call('DELETE', '/v3/session');
    await viewer.signIn(VIEWER);
    const { data } = await page('?limit=4');
    expect(data.map(({ email, action, outcome }) => [email, action, outcome])).toEqual([
      [VIEWER.email, 'signIn', 'done'],
      [VIEWER.email, 'signOut', 'done'],
      [null, 'signIn', 'refused'],
      [VIEWER.email, 'signIn', 'refused'],
    ]);
    const { data: first } = await page('?action=makeFirstAdmin');
    expect(first).toMatchObject([{ email: ADMIN.email, outcome: 'done', ip: null }]);
    expect((await page('?action=useSetup')).data).toMatchObject([{ email: VIEWER.email, outcome: 'done' }]);
  });

  it('has no secret in it, whatever is called with one', async () => {
    const recipient = { identifier: 'jo', phoneNumber: '+12025550142', note: 'canary-note' };
    await admin.call('POST', '/v3/users', recipient);
    await admin.call('POST', '/v3/notifications', {
      notification: { message: 'canary-message' },
      recipients: [recipient],
      override: { twilio_whatsapp: { TWILIO_ACCOUNT_SID: 'canary-sid', TWILIO_AUTH_TOKEN: 'canary-token' } },
    });
    await admin.call('PUT', '/v3/users/jo', '{ "__proto__": { "canary": "canary-value" } }');
    await admin.call('POST', '/v3/integrations', '{ "provider": "canary');
    await viewer.call('PUT', '/v3/session/password', { currentPassword: 'canary-old', newPassword: 'canary-new-one' });
    const rows = JSON.stringify(await stand.rows('select * from audit_log'));
    expect(rows).toContain('useSetup');
    for (const secret of [
      'canary-note',
      '12025550142',
      'canary-message',
      'canary-sid',
      'canary-token',
      'canary-value',
      'canary-old',
      'canary-new-one',
      'canary-typed',
      'canary wrong',
      VIEWER.password,
      ADMIN.password,
      admin.csrfToken,
      admin.cookie?.split('=')[1] ?? '',
      stand.emulator.accounts[0].token,
      stand.emulator.accounts[1].token,
    ]) {
      expect(rows).not.toContain(secret);
    }
  });

  it('holds nothing of what keys of apps do, and of looking', async () => {
    const { data: before } = await page('?limit=1');
    await herald.call('PUT', '/v3/users/kim', { phoneNumber: '+12025550143' });
    await admin.call('GET', '/v3/users/kim');
    expect((await page('?limit=1')).data).toEqual(before);
  });

  it('is read in pages, by filters, and by admins alone', async () => {
    const all = (await page('?limit=1000')).data;
    const read: Entry[] = [];
    let next: string | null | undefined;
    while (next !== null) {
      const some: { data: Entry[]; next: string | null } = await page(`?limit=3${next ? `&after=${next}` : ''}`);
      read.push(...some.data);
      ({ next } = some);
    }
    expect(read).toEqual(all);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const refused = (await page('?outcome=refused&limit=1000')).data;
    expect(refused).toEqual(all.filter(({ outcome }) => outcome === 'refused'));
    const [newest] = all as (Entry & { at: string; memberId: string })[];
    expect((await page(`?to=${encodeURIComponent(newest?.at ?? '')}`)).data).not.toContainEqual(newest);
    expect((await page(`?from=${encodeURIComponent(newest?.at ?? '')}&memberId=${newest?.memberId}`)).data).toEqual([
      newest,
    ]);
    for (const query of ['?after=1', '?limit=0', '?memberId=x', '?from=yesterday', '?outcome=maybe', '?colour=red']) {
      expect((await admin.call('GET', `/v3/audit${query}`)).status).toBe(422);
    }
    expect((await viewer.call('GET', '/v3/audit')).status).toBe(403);
  });
});
