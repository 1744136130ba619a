import { TEST_ENCRYPTION_KEYS } from '#herald/store/testing';
import { Herald, TEST_APP } from '../environment/herald.process.js';
import { ADMIN_VARIABLES, Browser } from './browser.fixture.js';
import { Stand } from './stand.fixture.js';

interface Secret {
  id: string;
  label: string | null;
  hint: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

interface Made {
  app: { id: string; apiKey: string };
  secret: Secret;
  apiSecret: string;
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('Apps', () => {
  let stand: Stand;
  let herald: Herald;
  let admin: Browser;

  beforeAll(async () => {
    stand = await Stand.start(ADMIN_VARIABLES);
    ({ herald } = stand);
    admin = await Browser.signedIn(herald);
  });
  afterAll(() => stand?.stop());

  async function make(name: string): Promise<Made> {
    const { status, headers, body } = await admin.call<Made>('POST', '/v3/apps', { name });
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    return body;
  }

  async function counts(apiKey: string, apiSecret: string, by = herald): Promise<boolean> {
    const headers = { 'x-api-key': apiKey, 'x-api-secret': apiSecret };
    const { status } = await by.call('GET', '/v3/integrations', undefined, headers);
    expect([200, 401]).toContain(status);
    return status === 200;
  }

  const secretsOf = async (id: string) =>
    (await admin.call<{ data: Secret[] }>('GET', `/v3/apps/${id}/secrets`)).body.data;

  it('are made with a key and a secret, which is shown once', async () => {
    const { app, secret, apiSecret } = await make('Shop');
    expect(app).toEqual({
      id: expect.any(String),
      name: 'Shop',
      apiKey: expect.stringMatching(/^hk_[A-Za-z0-9_-]{16}$/),
      createdAt: expect.any(String),
    });
    expect(apiSecret).toMatch(/^hs_[A-Za-z0-9_-]{43}$/);
    expect(await counts(app.apiKey, apiSecret)).toBe(true);
    expect(await counts(app.apiKey, `${apiSecret}x`)).toBe(false);
    expect(await counts(TEST_APP.apiKey, apiSecret)).toBe(false);
    const shown = await secretsOf(app.id);
    expect(shown).toEqual([{ ...secret, lastUsedAt: expect.any(String) }]);
    expect(secret).toMatchObject({ hint: apiSecret.slice(-4), expiresAt: null, revokedAt: null, lastUsedAt: null });
    const { body: list } = await admin.call<{ data: { name: string }[] }>('GET', '/v3/apps');
    expect(list.data.map(({ name }) => name)).toEqual(['First app', 'Shop']);
    expect((await admin.call('PATCH', `/v3/apps/${app.id}`, { name: 'Store' })).body).toEqual({
      ...app,
      name: 'Store',
    });
    expect((await admin.call('GET', `/v3/apps/${app.id}`)).body).toMatchObject({ name: 'Store' });
    // The switcher of a session has the new app, and its things are apart from those of others.
    expect((await admin.call('GET', '/v3/session')).body['apps']).toContainEqual(
      expect.objectContaining({ name: 'Store' }),
    );
    const integrations = await admin.call('GET', '/v3/integrations', undefined, { 'x-herald-app': app.id });
    expect(integrations.body).toEqual({ data: [], next: null });
    expect(await stand.everythingKept()).not.toContain(apiSecret);
  });

  it('change over to a new secret while the old one still counts', async () => {
    const { app, secret, apiSecret } = await make('Rotating');
    const path = `/v3/apps/${app.id}/secrets`;
    const rotated = await admin.call<Made & { replaced: Secret }>('POST', `${path}/${secret.id}/rotate`);
    expect(rotated.status).toBe(201);
    expect(rotated.body.replaced.id).toBe(secret.id);
    const overlapMs = Date.parse(rotated.body.replaced.expiresAt ?? '') - Date.now();
    expect(Math.round(overlapMs / 3_600_000)).toBe(24);
    for (const each of [apiSecret, rotated.body.apiSecret]) expect(await counts(app.apiKey, each)).toBe(true);
    // A second rotation cannot give the old secret a longer life.
    const late = { oldExpiresAt: new Date(Date.now() + 40 * 3_600_000).toISOString() };
    const again = await admin.call<{ replaced: Secret }>('POST', `${path}/${secret.id}/rotate`, late);
    expect(again.body.replaced.expiresAt).toBe(rotated.body.replaced.expiresAt);
    await stand.rows('update app_secrets set expires_at = now() where id = $1', [secret.id]);
    expect(await counts(app.apiKey, apiSecret)).toBe(false);
    expect(await counts(app.apiKey, rotated.body.apiSecret)).toBe(true);
    expect((await admin.call('POST', `${path}/${secret.id}/rotate`)).status).toBe(404);
  });

  it('lose a secret at once, on every server, and for good', async () => {
    const { DATABASE_URL = '' } = herald.variables;
    const shared = { DATABASE_URL, HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS };
    const other = await Herald.start(shared);
    const { app, secret, apiSecret } = await make('Leaking');
    for (const server of [herald, other]) expect(await counts(app.apiKey, apiSecret, server)).toBe(true);
    const path = `/v3/apps/${app.id}/secrets/${secret.id}`;
    expect((await admin.call('DELETE', path)).status).toBe(204);
    for (const server of [herald, other]) expect(await counts(app.apiKey, apiSecret, server)).toBe(false);
    const [{ revokedAt } = {}] = await secretsOf(app.id);
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect((await secretsOf(app.id))[0]).toMatchObject({ revokedAt });
    await other.child.end();
  });

  it('keep a revoked secret of the environment revoked, and replace one that was changed there', async () => {
    const { DATABASE_URL = '' } = herald.variables;
    const shared = { DATABASE_URL, HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS, HERALD_API_KEY: 'from-environment' };
    const start = (apiSecret: string) => Herald.start({ ...shared, HERALD_API_SECRET: apiSecret });
    const [one, other] = ['one-secret-for-tests', 'other-secret-for-tests'];
    const first = await start(one);
    expect(await counts('from-environment', one)).toBe(true);
    const second = await start(other);
    expect([await counts('from-environment', one), await counts('from-environment', other)]).toEqual([false, true]);
    const { body } = await admin.call<{ data: { id: string; apiKey: string }[] }>('GET', '/v3/apps');
    const id = body.data.find(({ apiKey }) => apiKey === 'from-environment')?.id ?? '';
    const current = (await secretsOf(id)).find(({ revokedAt }) => revokedAt === null);
    expect(current).toMatchObject({ label: 'From the environment', hint: null });
    await admin.call('DELETE', `/v3/apps/${id}/secrets/${current?.id}`);
    const third = await start(other);
    expect(await counts('from-environment', other)).toBe(false);
    expect(third.child.output).toContain('HERALD_API_SECRET was revoked');
    expect(third.child.output).not.toContain(other);
    for (const { child } of [first, second, third]) await child.end();
  });

  it('have a bounded number of secrets, with ends ahead', async () => {
    const { app } = await make('Many');
    const path = `/v3/apps/${app.id}/secrets`;
    const past = await admin.call('POST', path, { expiresAt: '2020-01-01T00:00:00Z' });
    expect(past.body).toMatchObject({ status: 422, errors: [{ path: 'expiresAt' }] });
    expect((await admin.call('POST', path, { expiresAt: 'tomorrow' })).status).toBe(422);
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, index) => admin.call<Made>('POST', path, { label: `${index}` })),
    );
    const statuses = made.map(({ status }) => status).toSorted((one, other) => one - other);
    expect(statuses).toEqual([...Array<number>(9).fill(201), 422, 422, 422]);
    expect(await secretsOf(app.id)).toHaveLength(10);
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const [newest] = await secretsOf(app.id);
    await admin.call('DELETE', `${path}/${newest?.id}`);
    const ending = await admin.call<Made>('POST', path, { expiresAt });
    expect(ending.body.secret).toMatchObject({ expiresAt });
  });

  it('of no id, and secrets of another app, are not found', async () => {
    const [{ app }, other] = [await make('One'), await make('Other')];
    for (const id of [NOBODY, 'no-id']) {
      expect((await admin.call('GET', `/v3/apps/${id}`)).status).toBe(404);
      expect((await admin.call('PATCH', `/v3/apps/${id}`, { name: 'x' })).status).toBe(404);
      expect((await admin.call('GET', `/v3/apps/${id}/secrets`)).status).toBe(404);
      expect((await admin.call('POST', `/v3/apps/${id}/secrets`)).status).toBe(404);
    }
    const foreign = `/v3/apps/${app.id}/secrets/${other.secret.id}`;
    expect((await admin.call('DELETE', foreign)).status).toBe(404);
    expect((await admin.call('POST', `${foreign}/rotate`)).status).toBe(404);
    expect(await counts(other.app.apiKey, other.apiSecret)).toBe(true);
    const audited = JSON.stringify(await stand.rows('select * from audit_log'));
    expect(audited).toContain('createAppSecret');
    expect(audited).not.toMatch(/hs_/);
  });
});
