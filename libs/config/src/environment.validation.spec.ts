import { EnvironmentError, checkEnvironment } from './environment.validation.js';

const KEYS = `1:${Buffer.alloc(32).toString('base64')}`;

function faultsOf(variables: Record<string, string>): readonly string[] {
  try {
    checkEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  return [];
}

describe('checkEnvironment', () => {
  it('needs nothing', () => {
    expect(checkEnvironment({})).toMatchObject({
      PORT: 3000,
      HERALD_ROLE: 'all',
      HERALD_DATA_DIR: './data',
      LOG_LEVEL: 'info',
      DATABASE_URL: undefined,
      REDIS_URL: undefined,
    });
  });

  it('takes an empty value for an absent one', () => {
    expect(checkEnvironment({ PORT: '', DATABASE_URL: '', HERALD_ROLE: '', HERALD_DATA_DIR: '' })).toEqual(
      checkEnvironment({}),
    );
  });

  it('reads what is given and leaves alone what is not its own', () => {
    const variables = {
      PORT: '8080',
      DATABASE_URL: 'postgres://herald:secret@db.example:5432/herald',
      REDIS_URL: 'rediss://:secret@redis.example:6380',
      HERALD_ROLE: 'api',
      HERALD_ENCRYPTION_KEYS: KEYS,
      HERALD_PROVIDERS: 'herald-acme,@acme/herald',
    };
    const environment = checkEnvironment({ ...variables, SOMEBODY_ELSES: 'x' });
    expect(environment).toMatchObject({ ...variables, PORT: 8080 });
    expect(environment).not.toHaveProperty('SOMEBODY_ELSES');
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '80.5'],
    ['DATABASE_URL', 'mysql://db.example/herald'],
    ['DATABASE_URL', 'db.example'],
    ['REDIS_URL', 'http://redis.example'],
    ['HERALD_ROLE', 'everything'],
    ['HERALD_PUBLIC_URL', 'herald.example.com'],
    ['HERALD_API_KEY', 'a b'],
    ['HERALD_API_SECRET', 'too-short'],
    ['HERALD_ENCRYPTION_KEYS', '1:AAAA'],
    ['HERALD_ADMIN_EMAIL', 'nobody'],
    ['HERALD_ADMIN_PASSWORD', 'too-short'],
    ['HERALD_TRUSTED_PROXIES', 'proxy.example'],
    ['TWILIO_API_BASE_URL', 'localhost:4010'],
    ['HERALD_PROVIDERS', 'one, two'],
    ['HERALD_DATABASE_CONNECTIONS', '3'],
    ['HERALD_DATABASE_CONNECTIONS', '41'],
    ['HERALD_DATABASE_CONNECTIONS', 'many'],
    ['HERALD_RETENTION_DAYS', '0'],
    ['HERALD_RETENTION_DAYS', 'for ever'],
    ['HERALD_CALLBACK_RETENTION_DAYS', '0.5'],
    ['HERALD_AUDIT_RETENTION_DAYS', '0'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s with the mend', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^${name} must `)));
  });

  it.each([
    [
      'a database without keys',
      { DATABASE_URL: 'postgres://db.example/herald' },
      /^HERALD_ENCRYPTION_KEYS is required/,
    ],
    ['a role that shares a store, without one', { HERALD_ROLE: 'worker' }, /^HERALD_ROLE=worker needs DATABASE_URL/],
    ['a key without its secret', { HERALD_API_KEY: 'demo' }, /^HERALD_API_KEY and HERALD_API_SECRET come together/],
    [
      'a password without its e-mail address',
      { HERALD_ADMIN_PASSWORD: 'long-enough-for-it' },
      /^HERALD_ADMIN_EMAIL is required with HERALD_ADMIN_PASSWORD/,
    ],
  ])('refuses %s', (_, variables, fault) => {
    expect(faultsOf(variables)).toEqual([expect.stringMatching(fault)]);
  });

  it('tells everything at once, each once, and no value', () => {
    const check = () =>
      checkEnvironment({
        PORT: 'canary',
        DATABASE_URL: 'mysql://u:canary@h',
        HERALD_ROLE: 'canary',
        HERALD_API_SECRET: 'canary',
      });
    expect(check).toThrow(/^The environment has 6 faults:\n( {2}- .+\n?){6}$/);
    for (const name of ['PORT', 'DATABASE_URL', 'HERALD_ENCRYPTION_KEYS', 'HERALD_ROLE', 'HERALD_API_KEY']) {
      expect(check).toThrow(`  - ${name}`);
    }
    expect(check).not.toThrow(/canary/);
  });
});
