import { resolve } from 'node:path';
import { checkEnvironment } from './environment.validation.js';
import { Settings } from './herald.settings.js';

const settingsOf = (variables: Record<string, string>) => new Settings(checkEnvironment(variables), variables);

describe('Settings', () => {
  it('has what a Herald on its own needs', () => {
    expect(settingsOf({})).toEqual({
      port: 3000,
      role: 'all',
      publicUrl: 'http://localhost:3000',
      dataDirectory: resolve('data'),
      databaseUrl: undefined,
      redisUrl: undefined,
      encryptionKeys: undefined,
      firstApp: undefined,
      adminEmail: undefined,
      adminPassword: undefined,
      trustedProxies: [],
      providerPackages: [],
      logLevel: 'info',
      maxBacklog: 1_000_000,
      databaseConnections: 12,
      drainMs: 5_000,
      retentionDays: undefined,
      callbackRetentionDays: 30,
      auditRetentionDays: 365,
    });
  });

  it('takes the port into the address that vendors call, unless one is given', () => {
    expect(settingsOf({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(settingsOf({ PORT: '8080', HERALD_PUBLIC_URL: 'https://h.example/herald//' }).publicUrl).toBe(
      'https://h.example/herald',
    );
  });

  it('reads keys, first app and packages', () => {
    const settings = settingsOf({
      HERALD_ENCRYPTION_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
      HERALD_API_KEY: 'demo',
      HERALD_API_SECRET: 'long-enough-for-it',
      HERALD_PROVIDERS: 'herald-acme,@acme/herald',
    });
    expect(settings.encryptionKeys).toEqual([{ id: '1', bytes: Buffer.alloc(32, 7) }]);
    expect(settings.firstApp).toEqual({ apiKey: 'demo', apiSecret: 'long-enough-for-it' });
    expect(settings.providerPackages).toEqual(['herald-acme', '@acme/herald']);
  });

  it('gives providers the variables that they name, and does not show them', () => {
    const settings = settingsOf({ ACME_TOKEN: 'canary', ACME_EMPTY: '' });
    expect(settings.variable('ACME_TOKEN')).toBe('canary');
    expect(settings.variable('ACME_EMPTY')).toBeUndefined();
    expect(settings.variable('ACME_ABSENT')).toBeUndefined();
    expect(JSON.stringify(settings)).not.toContain('canary');
  });
});
