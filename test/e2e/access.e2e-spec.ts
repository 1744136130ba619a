import type { OpenAPIObject } from '@nestjs/swagger';
import type { Answer } from '../environment/herald.process.js';
import { ADMIN_VARIABLES, Browser, newMember } from './browser.fixture.js';
import { OTHER_APP_HEADERS } from './other-app.fixture.js';
import { Stand } from './stand.fixture.js';

/** Calls that ask nobody who they are: operations, what has proofs of its own, and the ways in. */
const OPEN = [
  'get /healthz',
  'get /metrics',
  'get /problems/{kind}',
  'get /readyz',
  'post /api/v1/apps/{apiKey}/webhook/{providerId}',
  'post /v3/session',
  'post /v3/setup',
  'post /v3/setup/check',
];

/** Changes that viewers may make, because they are of their own session and password. */
const OWN = ['delete /v3/session', 'delete /v3/sessions/{id}', 'put /v3/session/password'];

/** What only admins may look at. */
const ADMINS_LOOK = ['get /v3/audit', 'get /v3/members'];

/** An answer without end: that it is refused is shown like of any other, what it says in a spec of its own. */
const ENDLESS = ['get /v3/events/stream'];

const ID = '00000000-0000-7000-8000-000000000000';

interface Operation {
  name: string;
  method: string;
  path: string;
  isChange: boolean;
}

/** Every operation of the document, so that one that is added later cannot be forgotten. */
function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([template, item]) =>
    Object.keys(item as object).map((method) => ({
      name: `${method} ${template}`,
      method: method.toUpperCase(),
      path: template.replaceAll(/\{.*?\}/g, ID),
      isChange: method !== 'get' && method !== 'head',
    })),
  );
}

describe('Whoever calls', () => {
  let stand: Stand;
  let admin: Browser;
  let viewer: Browser;
  let operations: Operation[];
  let guarded: Operation[];

  beforeAll(async () => {
    stand = await Stand.start(ADMIN_VARIABLES);
    const { herald } = stand;
    admin = await Browser.signedIn(herald);
    const who = { email: 'viewer@example.com', role: 'viewer', password: 'nine brave badgers' } as const;
    ({ browser: viewer } = await newMember(admin, herald, who));
    operations = operationsOf((await herald.call<OpenAPIObject>('GET', '/openapi.json')).body);
    guarded = operations.filter(({ name }) => !OPEN.includes(name));
  });
  afterAll(() => stand?.stop());

  /** Answers to one request for each operation; an empty body and an id of nothing reach no further than the checks. */
  async function answers(
    of: readonly Operation[],
    call: (operation: Operation) => Promise<Answer<{ type?: string }>>,
  ): Promise<string[]> {
    const lines: string[] = [];
    for (const operation of of) {
      const { status, body } = await call(operation);
      lines.push(`${operation.name} ${status} ${body.type ?? ''}`);
    }
    return lines;
  }

  /** Everything in Herald's tables but when sessions were used, and what was tried. */
  async function kept(): Promise<Record<string, object[]>> {
    const tables = await stand.rows<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('sessions', 'audit_log') order by 1`,
    );
    expect(tables.map(({ name }) => name)).toContain('members');
    const contents: [string, object[]][] = [];
    for (const { name } of tables) contents.push([name, await stand.rows(`select * from ${name} order by 1`)]);
    return Object.fromEntries(contents);
  }

  const expected = (of: readonly Operation[], answer: string) => of.map(({ name }) => `${name} ${answer}`);
  const named = (names: readonly string[]) => operations.filter(({ name }) => names.includes(name));

  it('is asked for a key or a session everywhere but where that is said here', async () => {
    const { herald } = stand;
    expect(
      named(OPEN)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(OPEN);
    const nobody = new Browser(herald);
    const forged = Object.assign(new Browser(herald), { cookie: `herald=${'A'.repeat(43)}`, csrfToken: 'x' });
    const wanted = expected(guarded, '401 /problems/unauthenticated');
    expect(await answers(guarded, ({ method, path }) => nobody.call(method, path))).toEqual(wanted);
    expect(await answers(guarded, ({ method, path }) => forged.call(method, path))).toEqual(wanted);
  });

  it('as a viewer may look, and change nothing', async () => {
    const before = await kept();
    const refused = [...guarded.filter(({ name, isChange }) => isChange && !OWN.includes(name)), ...named(ADMINS_LOOK)];
    expect(refused.length).toBeGreaterThan(10);
    const lines = await answers(refused, ({ method, path }) => viewer.call(method, path));
    expect(lines).toEqual(expected(refused, '403 /problems/forbidden'));
    expect(await kept()).toEqual(before);
    const notHere = [...ADMINS_LOOK, ...ENDLESS];
    const allowed = guarded.filter(({ name, isChange }) => !isChange && !notHere.includes(name));
    for (const line of await answers(allowed, ({ method, path }) => viewer.call(method, path))) {
      expect(line).toMatch(/ (200|404|422) /);
    }
  });

  it('as an admin changes nothing without the token, or from another site', async () => {
    const before = await kept();
    const changes = guarded.filter(({ isChange }) => isChange);
    const wanted = expected(changes, '403 /problems/cross-site-request');
    const forged: Record<string, string>[] = [
      { 'x-herald-csrf': viewer.csrfToken },
      { origin: 'https://evil.example' },
    ];
    for (const headers of forged) {
      const lines = await answers(changes, ({ method, path }) => admin.call(method, path, undefined, headers));
      expect(lines).toEqual(wanted);
    }
    expect(await kept()).toEqual(before);
  });

  it('with a key of an app has no say over members', async () => {
    const { herald } = stand;
    const membersOnly = guarded.filter(({ path }) => /^\/v3\/(sessions?|members|audit|apps)(\/|$)/.test(path));
    const lines = await answers(membersOnly, ({ method, path }) => herald.call(method, path));
    expect(lines).toEqual(expected(membersOnly, '401 /problems/unauthenticated'));
  });

  it('with a session works for the app that it names', async () => {
    const { herald } = stand;
    const sees = async (browser: Browser) =>
      (await browser.call<{ data: object[] }>('GET', '/v3/integrations')).body.data;
    expect(await sees(admin)).toMatchObject([{ provider: 'twilio_whatsapp' }]);
    expect(await sees(viewer)).toEqual((await herald.call('GET', '/v3/integrations')).body['data']);
    const made = await admin.call('PUT', '/v3/users/jo', { phoneNumber: '+12025550142' });
    expect(made.status).toBe(201);
    expect((await herald.call('GET', '/v3/users/jo')).status).toBe(200);
    const notified = { notification: { message: 'Hello' }, recipients: ['jo'] };
    const { status, body } = await admin.call('POST', '/v3/notifications', notified);
    expect(status).toBe(202);
    expect(await stand.deliveryAs(String(body['requestId']), 'seen')).toMatchObject({ recipient: 'jo' });
    const without = await admin.call('GET', '/v3/integrations', undefined, { 'x-herald-app': '' });
    expect(without.body).toMatchObject({ status: 422, errors: [{ path: 'x-herald-app' }] });
    const linked = (path: string) => admin.call('GET', path, undefined, { 'x-herald-app': '', 'x-herald-csrf': '' });
    expect(await linked(`/v3/events?limit=1&x-herald-app=${admin.appId}`)).toMatchObject({ status: 200 });
    expect((await linked(`/v3/events?x-herald-app=${ID}`)).status).toBe(404);
    expect((await linked(`/v3/events?x-herald-app=${ID}&x-herald-app=${admin.appId}`)).status).toBe(422);
    const other = { 'x-herald-app': ID };
    expect((await admin.call('GET', `/v3/users/jo?x-herald-app=${admin.appId}`, undefined, other)).status).toBe(404);
    for (const app of [ID, 'test-app', `${admin.appId}'`]) {
      expect((await admin.call('GET', '/v3/integrations', undefined, { 'x-herald-app': app })).status).toBe(404);
    }
  });

  it('with a wrong key is refused, whatever session comes with it', async () => {
    expect((await admin.call('GET', '/v3/integrations', undefined, OTHER_APP_HEADERS)).status).toBe(401);
    const half = { 'x-api-key': 'test-app' };
    expect((await admin.call('GET', '/v3/integrations', undefined, half)).status).toBe(401);
  });
});
