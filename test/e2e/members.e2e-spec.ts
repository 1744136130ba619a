import type { Herald } from '../environment/herald.process.js';
import { ADMIN, ADMIN_VARIABLES, Browser, type SessionAnswer, newMember } from './browser.fixture.js';
import { Stand } from './stand.fixture.js';

const PASSWORD = 'nine brave badgers';

describe('Members', () => {
  let stand: Stand;
  let herald: Herald;
  let admin: Browser;

  beforeAll(async () => {
    stand = await Stand.start(ADMIN_VARIABLES);
    ({ herald } = stand);
    admin = await Browser.signedIn(herald);
  });
  afterAll(() => stand?.stop());

  const me = (browser: Browser) => browser.call('GET', '/v3/session');
  const member = (email: string, role: 'admin' | 'viewer' = 'viewer') =>
    newMember(admin, herald, { email, role, password: PASSWORD });
  const change = (id: string, body: object, by = admin) => by.call('PATCH', `/v3/members/${id}`, body);
  const tokenOf = (body: Record<string, unknown>) => new URL(String(body['url'])).hash.slice(1);

  it('are invited with a link that sets their password, once', async () => {
    const invited = await admin.call<{ member: object; link: Record<string, unknown> }>('POST', '/v3/members', {
      email: 'New@Example.com',
      role: 'viewer',
    });
    expect(invited.status).toBe(201);
    expect(invited.body.member).toEqual({
      id: expect.any(String),
      email: 'new@example.com',
      role: 'viewer',
      disabled: false,
      hasPassword: false,
      lastSignedInAt: null,
      createdAt: expect.any(String),
    });
    const again = await admin.call('POST', '/v3/members', { email: 'new@example.com ', role: 'admin' });
    expect(again.body).toMatchObject({ status: 422, errors: [{ path: 'email' }] });
    const token = tokenOf(invited.body.link);
    const browser = new Browser(herald);
    const check = await browser.call('POST', '/v3/setup/check', { token });
    expect(check.body).toMatchObject({ purpose: 'invitation', email: 'new@example.com' });
    // The address of an invitation is the inviter's to say.
    const entered = await browser.enter('/v3/setup', { token, password: PASSWORD, email: 'thief@example.com' });
    expect(entered.body.member).toMatchObject({ email: 'new@example.com', role: 'viewer' });
    expect((await browser.enter('/v3/setup', { token, password: PASSWORD })).status).toBe(410);
    expect((await new Browser(herald).signIn({ email: 'new@example.com', password: PASSWORD })).status).toBe(200);
    const list = await admin.call<{ data: object[] }>('GET', '/v3/members');
    expect(list.body.data).toMatchObject([
      { email: ADMIN.email, role: 'admin', hasPassword: true, lastSignedInAt: expect.any(String) },
      { email: 'new@example.com', role: 'viewer', hasPassword: true },
    ]);
    expect(await stand.everythingKept()).not.toContain(token);
  });

  it('that are disabled are out at once, and their links with them', async () => {
    const { id, browser } = await member('leaving@example.com', 'admin');
    const { body: link } = await admin.call('POST', `/v3/members/${id}/reset`);
    expect((await me(browser)).status).toBe(200);
    expect((await change(id, { disabled: true })).body).toMatchObject({ disabled: true });
    expect((await me(browser)).status).toBe(401);
    expect((await browser.call('GET', '/v3/members')).status).toBe(401);
    const who = { email: 'leaving@example.com', password: PASSWORD };
    expect((await new Browser(herald).signIn(who)).body).toMatchObject({ type: '/problems/sign-in-refused' });
    expect((await new Browser(herald).enter('/v3/setup', { token: tokenOf(link), password: PASSWORD })).status).toBe(
      410,
    );
    expect((await admin.call('POST', `/v3/members/${id}/reset`)).status).toBe(422);
    expect((await change(id, { disabled: false })).body).toMatchObject({ disabled: false });
    expect((await me(browser)).status).toBe(401);
    expect((await new Browser(herald).signIn(who)).status).toBe(200);
  });

  it('have their new role at once', async () => {
    const { id, browser } = await member('rising@example.com');
    expect((await browser.call('GET', '/v3/members')).status).toBe(403);
    await change(id, { role: 'admin' });
    expect((await browser.call('GET', '/v3/members')).status).toBe(200);
    await change(id, { role: 'viewer' });
    expect((await browser.call('GET', '/v3/members')).body).toMatchObject({ type: '/problems/forbidden' });
  });

  it('come to a new password by a link, which ends their sessions and the links before', async () => {
    const { id, browser } = await member('forgetful@example.com');
    const [first, second] = [
      await admin.call('POST', `/v3/members/${id}/reset`),
      await admin.call('POST', `/v3/members/${id}/reset`),
    ];
    expect((await me(browser)).status).toBe(200);
    const use = (body: Record<string, unknown>) =>
      new Browser(herald).enter('/v3/setup', { token: tokenOf(body), password: 'ten patient herons' });
    expect((await use(first.body)).status).toBe(410);
    expect((await use(second.body)).status).toBe(200);
    expect((await me(browser)).status).toBe(401);
    const email = 'forgetful@example.com';
    expect((await new Browser(herald).signIn({ email, password: PASSWORD })).status).toBe(401);
    expect((await new Browser(herald).signIn({ email, password: 'ten patient herons' })).status).toBe(200);
  });

  it('are signed out everywhere by an admin', async () => {
    const { id, browser } = await member('everywhere@example.com');
    expect((await admin.call('DELETE', `/v3/members/${id}/sessions`)).status).toBe(204);
    expect((await me(browser)).status).toBe(401);
  });

  it('of no id are not found', async () => {
    for (const id of ['00000000-0000-7000-8000-000000000000', 'no-id']) {
      expect((await change(id, { role: 'admin' })).status).toBe(404);
      expect((await admin.call('POST', `/v3/members/${id}/reset`)).status).toBe(404);
      expect((await admin.call('DELETE', `/v3/members/${id}/sessions`)).status).toBe(404);
    }
  });

  it('always have an admin, also when two admins remove each other at the same time', async () => {
    await stand.rows(`update members set disabled_at = now() where email <> $1`, [ADMIN.email]);
    const own = (await admin.call<SessionAnswer>('GET', '/v3/session')).body.member.id;
    for (const body of [{ role: 'viewer' }, { disabled: true }]) {
      expect(await change(own, body)).toMatchObject({ status: 409, body: { type: '/problems/last-admin' } });
    }
    // Somebody who has not set a password yet cannot sign in.
    await admin.call('POST', '/v3/members', { email: 'invited@example.com', role: 'admin' });
    expect((await change(own, { disabled: true })).status).toBe(409);
    const second = await member('second@example.com', 'admin');
    const answers = await Promise.all([
      change(second.id, { disabled: true }, admin),
      change(own, { role: 'viewer' }, second.browser),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const able = `select 1 from members where role = 'admin' and disabled_at is null and password_hash is not null`;
    expect(await stand.rows(able)).toHaveLength(1);
  });
});
