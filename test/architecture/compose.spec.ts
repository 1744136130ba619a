import { existsSync, readFileSync } from 'node:fs';
import { Settings, checkEnvironment } from '#herald/config';
import { providerVariableFaults } from '#herald/providers';
import { STOP_WITHIN_MS } from '#herald/runtime';
import { type ComposeService, dockerfileInstructions, durationMs, readCompose } from './compose.fixture.js';

const OPERATOR = {
  POSTGRES_PASSWORD: 'a-password-of-the-database',
  HERALD_ENCRYPTION_KEYS: `1:${Buffer.alloc(32).toString('base64')}`,
  HERALD_PUBLIC_URL: 'https://herald.example.com',
  HERALD_API_KEY: 'first-app',
  HERALD_API_SECRET: 'a-secret-of-the-first-app',
  HERALD_ADMIN_EMAIL: 'admin@example.com',
  HERALD_ADMIN_PASSWORD: 'seven quiet otters',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a-token-of-the-account',
  TWILIO_FROM_NUMBER: '+12025550100',
};

/** What has to be the same in every process. */
const SHARED = [
  'DATABASE_URL',
  'REDIS_URL',
  'HERALD_ENCRYPTION_KEYS',
  'HERALD_PUBLIC_URL',
  'HERALD_PROVIDERS',
  'TWILIO_API_BASE_URL',
];

const { services, volumes, required } = readCompose('compose.yaml', OPERATOR);
const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};
const instructions = dockerfileInstructions('Dockerfile');
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);

function only(name: string): ComposeService {
  const service = services[name];
  if (service === undefined) throw new Error(`There is no service ${name}`);
  return service;
}

function valuesOf(name: string): string[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ value }) => value);
}

function commandOf(service: ComposeService): string {
  return (service.command ?? (JSON.parse(valuesOf('CMD').at(-1) ?? '[]') as string[])).join(' ');
}

/** True for a variable of Herald's own, or a required setting of a provider. */
function isRead(name: string): boolean {
  return name in checkEnvironment({}) || providerVariableFaults({ [name]: 'x' }).length > 0;
}

describe('compose.yaml', () => {
  it('has two servers and two workers of this repository', () => {
    expect(ours.map(([name, { deploy }]) => [name, deploy?.replicas])).toEqual([
      ['server', 2],
      ['worker', 2],
    ]);
  });

  it.each(ours)('gives the %s an environment that Herald takes, and nothing that it does not read', (name, service) => {
    const variables = service.environment ?? {};
    expect(Object.keys(variables).filter((variable) => !isRead(variable))).toEqual([]);
    const role = name === 'worker' ? { HERALD_ROLE: 'worker' } : {};
    const settings = new Settings(
      checkEnvironment({ ...variables, ...role }, () => providerVariableFaults(variables)),
      {
        ...variables,
      },
    );
    expect(settings).toMatchObject({
      role: name === 'worker' ? 'worker' : 'api',
      publicUrl: OPERATOR.HERALD_PUBLIC_URL,
    });
    expect(settings.encryptionKeys).toHaveLength(1);
  });

  it('passes the first admin on, and lets the proxy say who calls', () => {
    const variables = only('server').environment ?? {};
    const settings = new Settings(checkEnvironment(variables), variables);
    expect(settings).toMatchObject({
      adminEmail: OPERATOR.HERALD_ADMIN_EMAIL,
      adminPassword: OPERATOR.HERALD_ADMIN_PASSWORD,
      trustedProxies: ['uniquelocal'],
    });
    const { HERALD_ADMIN_EMAIL: _email, HERALD_ADMIN_PASSWORD: _password, ...others } = OPERATOR;
    const without = readCompose('compose.yaml', others).services['server']?.environment ?? {};
    expect(new Settings(checkEnvironment(without), without)).toMatchObject({
      adminEmail: undefined,
      adminPassword: undefined,
    });
  });

  it('gives every process the same where it has to be the same', () => {
    const [first, ...others] = ours.map(([, { environment = {} }]) => SHARED.map((name) => environment[name]));
    expect(first?.slice(0, 4)).not.toContain(undefined);
    for (const other of others) expect(other).toEqual(first);
  });

  it('points at the stores that it starts', () => {
    const { DATABASE_URL = '', REDIS_URL = '' } = only('server').environment ?? {};
    const [database, redis] = [new URL(DATABASE_URL), new URL(REDIS_URL)];
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = only(database.hostname).environment ?? {};
    expect([database.username, database.password, database.pathname]).toEqual([
      POSTGRES_USER,
      POSTGRES_PASSWORD,
      `/${POSTGRES_DB}`,
    ]);
    expect(only(redis.hostname).command?.join(' ')).toMatch(/^redis-server .*--maxmemory-policy noeviction/);
  });

  it.each(ours)('starts the %s as package.json does, and what it starts exists', (name, service) => {
    const script = name === 'worker' ? 'start:worker' : 'start';
    expect(commandOf(service)).toBe(scripts[script]);
    const [entry = ''] = /dist\/\S+/.exec(commandOf(service)) ?? [];
    expect(existsSync(entry.replace(/^dist\//, '').replace(/\.js$/, '.ts'))).toBe(true);
  });

  it.each(ours)('waits longer for the %s to stop than it takes', (_name, { stop_grace_period: grace }) => {
    expect(durationMs(grace)).toBeGreaterThan(STOP_WITHIN_MS + 5_000);
  });

  it('waits only for services that exist and tell their health, and mounts only what exists', () => {
    for (const service of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        const { build, healthcheck } = only(name);
        expect([condition, build !== undefined || healthcheck !== undefined]).toEqual(['service_healthy', true]);
      }
      const sources = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
      expect(sources.filter((source) => !(source in volumes) && !existsSync(source))).toEqual([]);
    }
  });

  it('asks for what docs/scaling.md says, and the proxy passes on to the port on which servers listen', () => {
    const page = readFileSync('docs/scaling.md', 'utf8');
    expect(required.filter((name) => !page.includes(`${name}=`))).toEqual([]);
    const proxy = readFileSync('deploy/Caddyfile', 'utf8');
    const { PORT } = checkEnvironment(only('server').environment ?? {});
    expect(proxy).toMatch(new RegExp(`name server\\s+port ${PORT}\\s`));
    expect(valuesOf('EXPOSE')).toEqual([String(PORT)]);
  });
});

describe('Dockerfile', () => {
  it('installs as everything here does, and leaves development packages out of the image', () => {
    const installs = valuesOf('RUN').filter((command) => /^npm (install|ci)/.test(command));
    expect(installs.every((command) => command.startsWith('npm install --engine-strict'))).toBe(true);
    const last = instructions.findLastIndex(({ name }) => name === 'FROM');
    const copied = instructions.slice(last).filter(({ name }) => name === 'COPY');
    expect(copied.map(({ value }) => value)).toContainEqual(
      expect.stringMatching(/^--from=dependencies .*node_modules/),
    );
    const [dependencies] = installs.slice(-1);
    expect(dependencies).toContain('--omit=dev');
    expect(instructions.slice(last).filter(({ name }) => name === 'RUN')).toEqual([]);
  });

  it('runs on a Node.js that package.json allows, not as root, and as the process that gets the signals', () => {
    const [base = ''] = valuesOf('FROM');
    const [, version] = /^node:(\d+)-/.exec(base) ?? [];
    expect(Number(version)).toBeGreaterThanOrEqual(Number.parseInt(engines.node.replace('>=', ''), 10));
    expect(valuesOf('USER')).toEqual(['node']);
    expect(JSON.parse(valuesOf('CMD').at(-1) ?? '')).toEqual((scripts['start'] ?? '').split(' '));
  });

  it('copies what exists', () => {
    const own = valuesOf('COPY').filter((value) => !value.startsWith('--from'));
    const sources = own.flatMap((value) => value.split(' ').slice(0, -1));
    expect(sources.filter((source) => !existsSync(source))).toEqual([]);
  });
});
