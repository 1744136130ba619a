import pg from 'pg';
import { Herald } from '../environment/herald.process.js';
import { ADMIN, ADMIN_VARIABLES, Browser } from './browser.fixture.js';

describe('Guessing a password', () => {
  let servers: [Herald, Herald];
  let database: pg.Client;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const proxies = { ...ADMIN_VARIABLES, HERALD_TRUSTED_PROXIES: 'loopback' };
    const first = await Herald.startOnTestDatabase(proxies);
    stop = first.stop;
    const { DATABASE_URL = '', HERALD_ENCRYPTION_KEYS = '' } = first.herald.variables;
    const second = await Herald.start({ DATABASE_URL, HERALD_ENCRYPTION_KEYS, HERALD_ROLE: 'api', ...proxies });
    database = new pg.Client({ connectionString: DATABASE_URL });
    await database.connect();
    stop = async () => {
      await database.end();
      await second.child.end();
      await first.stop();
    };
    servers = [first.herald, second];
  });
  afterAll(() => stop?.());

  const attempt = (herald: Herald, from: string, password: string, email = ADMIN.email) =>
    new Browser(herald).call('POST', '/v3/session', { email, password }, { 'x-forwarded-for': from });

  it('ends after five failures from one place, on all servers together, also for the right password', async () => {
    const guesses = Array.from({ length: 8 }, (_, index) =>
      attempt(servers[index % 2 === 0 ? 0 : 1], '192.0.2.1', 'no'),
    );
    const answers = await Promise.all(guesses);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      401, 401, 401, 401, 401, 429, 429, 429,
    ]);
    for (const herald of servers) {
      const { status, headers, body } = await attempt(herald, '192.0.2.1', ADMIN.password);
      expect([status, body['type']]).toEqual([429, '/problems/too-many-attempts']);
      expect(headers.getSetCookie()).toEqual([]);
      const seconds = Number(headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(60);
      expect(seconds).toBeLessThanOrEqual(900);
    }
    expect((await attempt(servers[1], '192.0.2.2', ADMIN.password)).status).toBe(200);
  });

  it('is forgotten by signing in', async () => {
    for (const round of ['no', 'no', 'no', 'no', ADMIN.password, 'no', 'no', 'no', 'no', ADMIN.password]) {
      const { status } = await attempt(servers[0], '192.0.2.3', round);
      expect(status).toBe(round === ADMIN.password ? 200 : 401);
    }
  });

  it('of many members from one place ends too, and the spelling of an address makes no other member', async () => {
    const spellings = [
      ADMIN.email,
      ADMIN.email.toUpperCase(),
      ` ${ADMIN.email}`,
      `${ADMIN.email} `,
      'Admin@example.com',
    ];
    for (const email of spellings) expect((await attempt(servers[0], '2001:db8::1', 'no', email)).status).toBe(401);
    expect((await attempt(servers[0], '2001:db8::ffff', 'no')).status).toBe(429);
    const from = '198.51.100.9';
    expect((await attempt(servers[0], from, 'no', 'one@example.com')).status).toBe(401);
    await database.query(`update sign_in_attempts set points = 49 where key = $1 and points = 1`, [`place:${from}`]);
    expect((await attempt(servers[1], from, 'no', 'two@example.com')).status).toBe(401);
    expect((await attempt(servers[1], from, 'no', 'three@example.com')).status).toBe(429);
    expect((await attempt(servers[0], from, ADMIN.password)).status).toBe(429);
  });
});
