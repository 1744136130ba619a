import { TEST_ENCRYPTION_KEYS, type TestDatabase, createTestDatabase } from '#herald/store/testing';
import { Child, freePort } from '../environment/child.process.js';

const SERVER = 'dist/apps/server/src/main.js';
const WORKER = 'dist/apps/worker/src/main.js';
const STACK = /^ +at /m;

describe('Herald in an environment with faults', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  async function start(entry: string, variables: Record<string, string>): Promise<string> {
    const child = Child.start('herald', entry, { PORT: String(await freePort()), ...variables });
    expect(await child.ended()).toBe(1);
    return child.output;
  }

  const onDatabase = () => ({ DATABASE_URL: database.connectionString, HERALD_ENCRYPTION_KEYS: TEST_ENCRYPTION_KEYS });

  it.each([
    ['server', SERVER],
    ['worker', WORKER],
  ])('as %s, says all of them at once and exits 1', async (_, entry) => {
    const output = await start(entry, {
      PORT: 'canary-port',
      DATABASE_URL: 'mysql://herald:canary-password@db.example/herald',
      REDIS_URL: 'http://:canary-password@redis.example',
      HERALD_PUBLIC_URL: 'herald.example.com',
      HERALD_API_KEY: 'demo',
      HERALD_ENCRYPTION_KEYS: '1:Y2FuYXJ5',
      HERALD_ADMIN_PASSWORD: 'canary',
      LOG_LEVEL: 'loud',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    });
    expect(output).toMatch(/^The environment has 11 faults:$/m);
    expect(
      output
        .match(/^ {2}- (\w+)/gm)
        ?.map((line) => line.slice(4))
        .toSorted(),
    ).toEqual([
      'DATABASE_URL',
      'HERALD_ADMIN_EMAIL',
      'HERALD_ADMIN_PASSWORD',
      'HERALD_API_KEY',
      'HERALD_ENCRYPTION_KEYS',
      'HERALD_PUBLIC_URL',
      'LOG_LEVEL',
      'PORT',
      'REDIS_URL',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_FROM_NUMBER',
    ]);
    expect(output).not.toMatch(/canary|Y2FuYXJ5/);
    expect(output).not.toMatch(STACK);
  });

  it('names what a half-configured provider lacks, and what is wrong with the rest', async () => {
    const half = { TWILIO_ACCOUNT_SID: 'not-a-sid', TWILIO_API_KEY_SECRET: 'canary' };
    const output = await start(SERVER, { ...onDatabase(), ...half });
    expect(output.match(/^ {2}- \w+ \w+/gm)?.toSorted()).toEqual([
      '  - TWILIO_ACCOUNT_SID must',
      '  - TWILIO_API_KEY_SID is',
      '  - TWILIO_AUTH_TOKEN is',
      '  - TWILIO_FROM_NUMBER is',
    ]);
    expect(output).not.toMatch(/canary|not-a-sid/);
    expect(output).not.toMatch(STACK);
  });

  it('says which program is the worker', async () => {
    const output = await start(SERVER, { ...onDatabase(), HERALD_ROLE: 'worker' });
    expect(output).toContain('npm run start:worker');
    expect(output).not.toMatch(STACK);
  });

  it('does not tell the password of a database that refuses it', async () => {
    const address = new URL(database.connectionString);
    address.password = 'canary-password';
    const output = await start(SERVER, { ...onDatabase(), DATABASE_URL: address.href });
    expect(output).toContain('password authentication failed');
    expect(output).not.toContain('canary-password');
  });

  it('does not tell the password of a database that is not to be had', async () => {
    const DATABASE_URL = `postgres://herald:canary-password@127.0.0.1:${await freePort()}/herald`;
    const output = await start(WORKER, { ...onDatabase(), DATABASE_URL });
    expect(output).toContain('ECONNREFUSED');
    expect(output).not.toContain('canary-password');
  });

  it('says that its port is taken', async () => {
    const taken = new URL(database.connectionString).port;
    const output = await start(SERVER, { ...onDatabase(), PORT: taken });
    expect(output).toContain('EADDRINUSE');
  });
});
