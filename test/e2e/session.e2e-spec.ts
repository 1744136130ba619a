import { ADMIN, ADMIN_VARIABLES, Browser, newMember } from './browser.fixture.js';
import { messagesOf, openStream } from './event-stream.fixture.js';
import { Herald } from '../environment/herald.process.js';
import { Stand } from './stand.fixture.js';

const PROBLEM = 'application/problem+json';

describe('A session', () => {
  let stand: Stand;
  let herald: Herald;

  beforeAll(async () => {
    stand = await Stand.start(ADMIN_VARIABLES);
    ({ herald } = stand);
  });
  afterAll(() => stand?.stop());

  const me = (browser: Browser) => browser.call('GET', '/v3/session');

  it('begins with address and password, and says who it is', async () => {
    const browser = new Browser(herald);
    const { status, headers, body } = await browser.signIn({ ...ADMIN, email: ' Admin@Example.COM ' });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^herald=[A-Za-z0-9_-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(body).toEqual({
      member: { id: expect.any(String), email: ADMIN.email, role: 'admin' },
      apps: [{ id: expect.any(String), name: 'First app', apiKey: 'test-app' }],
      csrfToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      expiresAt: expect.any(String),
    });
    expect(await me(browser)).toMatchObject({ status: 200, body });
    const token = cookie.slice('herald='.length, cookie.indexOf(';'));
    const kept = await stand.everythingKept();
    for (const secret of [token, body.csrfToken, ADMIN.password]) expect(kept).not.toContain(secret);
  });

  it('is refused alike for a wrong password, an unknown address and hostile input', async () => {
    const refusals = await Promise.all(
      [
        { ...ADMIN, password: 'seven quiet otter' },
        { ...ADMIN, email: 'nobody@example.com' },
        { email: `' or 1=1 --`, password: `' or 1=1 --` },
      ].map((who) => new Browser(herald).signIn(who)),
    );
    for (const { status, headers, body } of refusals) {
      expect(status).toBe(401);
      expect(headers.get('content-type')).toContain(PROBLEM);
      expect(headers.getSetCookie()).toEqual([]);
      expect(body).toEqual({
        type: '/problems/sign-in-refused',
        title: expect.any(String),
        status: 401,
        detail: 'The e-mail address or the password is wrong, or the member may not sign in.',
        instance: expect.any(String),
      });
    }
    for (const body of [{}, { email: { $ne: null }, password: ['x'] }, { ...ADMIN, role: 'admin' }, '[]']) {
      expect((await new Browser(herald).call('POST', '/v3/session', body)).status).toBe(422);
    }
  });

  it('is never one that the browser brought along', async () => {
    const attacker = await Browser.signedIn(herald);
    const planted = `herald=${'A'.repeat(43)}`;
    const victim = new Browser(herald);
    victim.cookie = planted;
    await victim.signIn(ADMIN);
    expect(victim.cookie).not.toBe(planted);
    expect((await me(Object.assign(new Browser(herald), { cookie: planted }))).status).toBe(401);
    // A session that somebody else began and planted ends when the victim signs in over it.
    const other = Object.assign(new Browser(herald), { cookie: attacker.cookie });
    await other.signIn(ADMIN);
    expect(other.cookie).not.toBe(attacker.cookie);
    expect((await me(attacker)).status).toBe(401);
    expect((await me(other)).status).toBe(200);
  });

  it('ends when its member signs out, and only there', async () => {
    const [one, other] = [await Browser.signedIn(herald), await Browser.signedIn(herald)];
    const { cookie } = one;
    const { status, headers } = await one.call('DELETE', '/v3/session');
    expect(status).toBe(204);
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^herald=; Path=\/; Expires=Thu, 01 Jan 1970/)]);
    expect((await me(Object.assign(one, { cookie }))).status).toBe(401);
    expect((await me(other)).status).toBe(200);
  });

  it('ends when it was unused for 8 hours, and after 7 days in any case', async () => {
    const browser = await Browser.signedIn(herald);
    const hash = 'id = (select id from sessions order by created_at desc limit 1)';
    await stand.rows(`update sessions set last_used_at = now() - interval '7 hours 59 minutes' where ${hash}`);
    expect((await me(browser)).status).toBe(200);
    const [{ idle } = {}] = await stand.rows<{ idle: boolean }>(
      `select last_used_at < now() - interval '1 minute' as idle from sessions where ${hash}`,
    );
    expect(idle).toBe(false);
    await stand.rows(`update sessions set last_used_at = now() - interval '8 hours' where ${hash}`);
    expect((await me(browser)).status).toBe(401);
    await stand.rows(`update sessions set last_used_at = now(), expires_at = now() where ${hash}`);
    expect((await me(browser)).status).toBe(401);
  });

  it('changes nothing for another site, nor without its own token', async () => {
    const [browser, other] = [await Browser.signedIn(herald), await Browser.signedIn(herald)];
    const forged: Record<string, string>[] = [
      { 'x-herald-csrf': '' },
      { 'x-herald-csrf': other.csrfToken },
      { 'x-herald-csrf': `${browser.csrfToken}x` },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: '', 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of forged) {
      const answer = await browser.call('DELETE', '/v3/session', undefined, headers);
      expect(answer).toMatchObject({ status: 403, body: { type: '/problems/cross-site-request' } });
    }
    expect((await me(browser)).status).toBe(200);
    const foreign = { origin: 'https://evil.example' };
    expect((await new Browser(herald).call('POST', '/v3/session', ADMIN, foreign)).status).toBe(403);
    expect((await new Browser(herald).call('POST', '/v3/setup', { token: 'x', password: 'x' }, foreign)).status).toBe(
      403,
    );
    expect((await browser.call('DELETE', '/v3/session', undefined, { origin: '' })).status).toBe(204);
  });

  it('can be seen and ended by its member from another browser', async () => {
    const [one, other] = [await Browser.signedIn(herald), await Browser.signedIn(herald)];
    interface Row {
      id: string;
      isCurrent: boolean;
    }
    const { body } = await one.call<{ data: Row[] }>('GET', '/v3/sessions');
    expect(body.data.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      isCurrent: expect.any(Boolean),
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
      expiresAt: expect.any(String),
      userAgent: 'node',
      ip: '127.0.0.1',
    });
    const own = (await other.call<{ data: Row[] }>('GET', '/v3/sessions')).body.data.find(({ isCurrent }) => isCurrent);
    expect((await one.call('DELETE', `/v3/sessions/${own?.id}`)).status).toBe(204);
    expect((await me(other)).status).toBe(401);
    expect((await one.call('DELETE', `/v3/sessions/${own?.id}`)).status).toBe(404);
  });

  it('is begun anew, and every other ended, with a new password', async () => {
    const [one, other] = [await Browser.signedIn(herald), await Browser.signedIn(herald)];
    const before = one.cookie;
    const change = (currentPassword: string, newPassword: string) =>
      one.enter('/v3/session/password', { currentPassword, newPassword }, 'PUT');
    expect((await change('not the password', 'eight loud magpies')).status).toBe(401);
    expect((await change(ADMIN.password, 'admin@example.com')).status).toBe(422);
    expect((await me(other)).status).toBe(200);
    expect((await change(ADMIN.password, 'eight loud magpies')).status).toBe(200);
    expect(one.cookie).not.toBe(before);
    expect((await me(one)).status).toBe(200);
    expect((await me(other)).status).toBe(401);
    expect((await new Browser(herald).signIn(ADMIN)).status).toBe(401);
    expect((await change('eight loud magpies', ADMIN.password)).status).toBe(200);
  });

  it('takes along what its member listens to, however it ends', async () => {
    const admin = await Browser.signedIn(herald);
    const current = 'id = (select id from sessions where member_id = $1)';
    const endings: Record<string, (id: string, browser: Browser) => Promise<unknown>> = {
      'signed-out': (_, browser) => browser.call('DELETE', '/v3/session'),
      revoked: (id) => stand.rows(`delete from sessions where ${current}`, [id]),
      expired: (id) => stand.rows(`update sessions set expires_at = now() where ${current}`, [id]),
      disabled: (id) => admin.call('PATCH', `/v3/members/${id}`, { disabled: true }),
      promoted: (id) => admin.call('PATCH', `/v3/members/${id}`, { role: 'admin' }),
    };
    const listen = async ({ cookie = '' }: Browser) => {
      const response = await openStream(herald, `?x-herald-app=${admin.appId}`, { cookie });
      expect(response.status).toBe(200);
      const messages = messagesOf(response);
      await messages.next();
      return messages;
    };
    const staying = await listen(admin);
    const listening = await Promise.all(
      Object.entries(endings).map(async ([name, end]) => {
        const who = { email: `${name}@example.com`, password: 'nine brave badgers', role: 'viewer' } as const;
        const { id, browser } = await newMember(admin, herald, who);
        const messages = await listen(browser);
        await end(id, browser);
        return messages;
      }),
    );
    for (const messages of listening) while (!(await messages.next()).done);
    const stillThere = staying.next();
    await stand.deliveryAs(await stand.notifyOne('not a number'), 'discarded');
    expect(await stillThere).toMatchObject({ done: false });
    await staying.return(undefined);
  });

  it('has a cookie of its host alone where Herald is reached by https', async () => {
    const { DATABASE_URL = '', HERALD_ENCRYPTION_KEYS = '' } = herald.variables;
    const secure = await Herald.start({
      DATABASE_URL,
      HERALD_ENCRYPTION_KEYS,
      HERALD_PUBLIC_URL: 'https://herald.example',
    });
    const browser = new Browser(secure);
    const { headers } = await browser.signIn(ADMIN);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-herald=[A-Za-z0-9_-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    expect((await me(browser)).status).toBe(200);
    const plain = Object.assign(new Browser(secure), { cookie: browser.cookie?.replace('__Host-', '') });
    expect((await me(plain)).status).toBe(401);
    await secure.child.end();
  });
});
