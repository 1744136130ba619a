import { TEST_ENCRYPTION_KEYS } from '#herald/store/testing';
import { Herald } from '../environment/herald.process.js';
import { ADMIN, ADMIN_VARIABLES, Browser } from './browser.fixture.js';
import { Stand } from './stand.fixture.js';

const PASSWORD = 'nine brave badgers';

function printedLinks({ child }: Herald): URL[] {
  return [...child.output.matchAll(/^ {2}(http\S+\/setup#\S+)$/gm)].map(([, url = '']) => new URL(url));
}

function printedToken(herald: Herald): string {
  const [link, ...others] = printedLinks(herald);
  expect(others).toEqual([]);
  expect(link?.hash).toMatch(/^#[A-Za-z0-9_-]{43}$/);
  return link?.hash.slice(1) ?? '';
}

describe('The first start', () => {
  let stand: Stand;
  let herald: Herald;
  const restarted: Herald[] = [];

  beforeEach(async () => {
    stand = await Stand.start();
    ({ herald } = stand);
  });
  afterEach(async () => {
    for (const each of restarted.splice(0)) await each.child.end();
    await stand?.stop();
  });

  async function another(variables: Record<string, string> = {}): Promise<Herald> {
    const { DATABASE_URL = '' } = herald.variables;
    const started = await Herald.start({ DATABASE_URL, HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS, ...variables });
    restarted.push(started);
    return started;
  }

  const use = (token: string, more: object = { email: ADMIN.email }) =>
    new Browser(herald).call('POST', '/v3/setup', { token, password: PASSWORD, ...more });

  it('prints a link that makes the first admin, once, and works on every server', async () => {
    const second = await another();
    const token = printedToken(second);
    expect(printedLinks(herald)[0]?.origin).toBe(herald.url);
    const check = await new Browser(herald).call('POST', '/v3/setup/check', { token });
    expect(check).toMatchObject({ status: 200, body: { purpose: 'first_admin', email: null } });
    expect((await use(token, {})).body).toMatchObject({ status: 422, errors: [{ path: 'email' }] });
    expect((await use(token, { email: 'no-address' })).status).toBe(422);
    const weak = await use(token, { email: ADMIN.email, password: 'aaaaaaaaaaaaaa' });
    expect(weak.body).toMatchObject({ status: 422, errors: [{ path: 'password' }] });
    const answers = await Promise.all([use(token), use(token), use(token, { email: 'other@example.com' })]);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 410, 410]);
    expect(await stand.rows('select role from members')).toEqual([{ role: 'admin' }]);
    // The other server's link is for a first admin too, and there is one.
    for (const spent of [token, printedToken(herald), 'A'.repeat(43), 'x']) {
      const answer = await use(spent, { email: 'late@example.com' });
      expect(answer).toMatchObject({ status: 410, body: { type: '/problems/link-spent' } });
    }
    const kept = await stand.everythingKept();
    for (const secret of [token, printedToken(herald), PASSWORD]) expect(kept).not.toContain(secret);
    expect(printedLinks(await another())).toEqual([]);
  });

  it('prints a link for the address in the environment, which ends after a day', async () => {
    const named = await another({ HERALD_ADMIN_EMAIL: 'Jo@Example.com' });
    const token = printedToken(named);
    const check = await new Browser(named).call('POST', '/v3/setup/check', { token });
    expect(check.body).toMatchObject({ purpose: 'first_admin', email: 'jo@example.com' });
    await stand.rows(`update member_links set expires_at = now()`);
    expect((await use(token, {})).status).toBe(410);
    const again = await another({ HERALD_ADMIN_EMAIL: 'Jo@Example.com' });
    const browser = new Browser(again);
    const entered = await browser.enter('/v3/setup', { token: printedToken(again), password: PASSWORD });
    expect(entered.body).toMatchObject({ member: { email: 'jo@example.com', role: 'admin' } });
    expect((await new Browser(herald).signIn({ email: 'jo@example.com', password: PASSWORD })).status).toBe(200);
  });

  it('makes the admin of the environment, and leaves what was changed since', async () => {
    const made = await another(ADMIN_VARIABLES);
    expect(printedLinks(made)).toEqual([]);
    const admin = await Browser.signedIn(made);
    const change = { currentPassword: ADMIN.password, newPassword: PASSWORD };
    expect((await admin.enter('/v3/session/password', change, 'PUT')).status).toBe(200);
    const again = await another(ADMIN_VARIABLES);
    expect((await new Browser(again).signIn(ADMIN)).status).toBe(401);
    expect((await new Browser(again).signIn({ ...ADMIN, password: PASSWORD })).status).toBe(200);
    // Who has lost the password lets themselves in under another address.
    const rescue = await another({ HERALD_ADMIN_EMAIL: 'rescue@example.com', HERALD_ADMIN_PASSWORD: ADMIN.password });
    const { body } = await new Browser(rescue).signIn({ email: 'rescue@example.com', password: ADMIN.password });
    expect(body.member.role).toBe('admin');
    for (const { child } of [made, again, rescue]) expect(child.output).not.toMatch(/otters|badgers|example\.com/);
  });
});
