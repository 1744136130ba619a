import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CREDENTIALS, json, silence, withServer } from './http.fixture.js';
import { TYPED_CONSUMERS } from './typed-consumer.fixture.js';

const SOURCE = join(__dirname, '..');
const require = createRequire(__filename);
const COMPILER = join(dirname(require.resolve('@typescript/native/package.json')), 'bin/tsc');
const NODE_TYPES = join(dirname(require.resolve('@types/node/package.json')), '..');
const run = promisify(execFile);

/** The environment without what an enclosing npm put there. */
const PLAIN_ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

const EVENT = {
  id: 'e-1',
  type: 'discarded',
  occurredAt: '2030-01-02T03:04:05.000Z',
  recordedAt: '2030-01-02T03:04:06.000Z',
  notificationId: 'n-1',
  deliveryId: 'd-1',
  recipient: 'user-42',
  tenant: null,
  channel: 'whatsapp',
  provider: 'twilio_whatsapp',
  providerMessageId: null,
  reason: { code: 'session_window_closed', providerCode: '63016', explanation: 'Closed.', nextStep: 'Use a template.' },
};

// Compilers and programs are started here, on machines that may be busy.
let workspace: string;
let project: string;
let packed: { files: { path: string }[]; filename: string };

async function npm(directory: string, ...command: string[]): Promise<string> {
  const cache = join(workspace, 'npm-cache');
  const { stdout } = await run('npm', [...command, '--ignore-scripts', '--offline', '--cache', cache], {
    cwd: directory,
    env: PLAIN_ENVIRONMENT,
  });
  return stdout;
}

/** What the compiler says of files in the project, empty when it finds no fault. */
async function typeFaults(files: Record<string, string>, compilerOptions: object = {}): Promise<string> {
  const directory = mkdtempSync(join(project, 'types-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const config = {
    compilerOptions: {
      module: 'nodenext',
      target: 'ES2022',
      lib: ['ES2023', 'DOM'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      ...compilerOptions,
    },
    files: Object.keys(files),
  };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
  const compiler = spawn(process.execPath, [COMPILER, '-p', directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  compiler.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [status] = await once(compiler, 'close');
  return status === 0 ? '' : said || `exit ${status}`;
}

function programOf(name: string, content: string): string {
  const file = join(project, name);
  writeFileSync(file, content);
  return file;
}

function environmentFor(url: string): Record<string, string | undefined> {
  const { apiKey, apiSecret } = CREDENTIALS;
  return { ...PLAIN_ENVIRONMENT, HERALD_URL: url, HERALD_API_KEY: apiKey, HERALD_API_SECRET: apiSecret };
}

/** The blocks of code of the README in this language, in order. */
function readmeBlocks(language: 'js' | 'ts'): string[] {
  const readme = readFileSync(join(project, 'node_modules/@herald/client/README.md'), 'utf8');
  return [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, code = '']) =>
    name === language ? [code] : [],
  );
}

/** The README's program that has this part, as a file. */
function readmeProgram(part: string): string {
  const code = readmeBlocks('js').find((block) => block.includes(part));
  if (code === undefined) throw new Error(`the README has no program with ${part}`);
  return programOf(`readme-${part.replaceAll(/\W/g, '')}.mjs`, code);
}

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'herald-client-'));
  const stage = join(workspace, 'stage');
  project = join(workspace, 'project');
  for (const directory of [stage, project]) mkdirSync(directory);
  for (const name of ['package.json', 'README.md', 'LICENSE']) copyFileSync(join(SOURCE, name), join(stage, name));
  await run(process.execPath, [join(SOURCE, 'build.mjs'), join(stage, 'dist')]);
  [packed] = JSON.parse(await npm(stage, 'pack', '--json', '--pack-destination', workspace));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  await npm(project, 'install', '--no-audit', '--no-fund', join(workspace, packed.filename));
});

afterAll(() => {
  rmSync(workspace, { recursive: true, force: true });
});

describe('the packed tarball', () => {
  it('holds the two builds, the README and the licence, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'package.json',
        'dist/esm/package.json',
        'dist/esm/index.js',
        'dist/esm/index.d.ts',
        'dist/cjs/package.json',
        'dist/cjs/index.js',
        'dist/cjs/index.d.ts',
      ]),
    );
    const expected = /^(LICENSE|README\.md|package\.json|dist\/(esm|cjs)\/(package\.json|[a-z.]+\.(js|d\.ts)))$/;
    expect(paths.filter((path) => !expected.test(path) || /\.(spec|fixture)\./.test(path))).toEqual([]);
  });

  it('depends on nothing', () => {
    const manifest: unknown = JSON.parse(
      readFileSync(join(project, 'node_modules/@herald/client/package.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({ name: '@herald/client', license: 'MIT', sideEffects: false });
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
      expect(manifest).not.toHaveProperty(kind);
    }
  });

  it.each([
    ['import', 'consumer.mjs', "import { Herald, HeraldError, ProblemError } from '@herald/client';"],
    ['require', 'consumer.cjs', "const { Herald, HeraldError, ProblemError } = require('@herald/client');"],
  ])('works through %s', async (_, name, opening) => {
    const program = programOf(
      name,
      `${opening}
const { HERALD_URL: baseUrl, HERALD_API_KEY: apiKey, HERALD_API_SECRET: apiSecret } = process.env;
const herald = new Herald({ baseUrl, apiKey, apiSecret, retryDelayMs: 1 });
async function main() {
  const { requestId } = await herald.notify({ notification: { title: 'Hi' }, recipients: ['user-42'] });
  const failure = await herald.users.get('user-43').catch((error) => error);
  const typed = failure instanceof ProblemError && failure instanceof HeraldError;
  console.log(JSON.stringify({ requestId, typed, kind: failure.kind }));
}
main();
`,
    );
    const script = [json(503, {}), json(202, { requestId: 'n-1' }), json(404, { title: 'No such user' })];
    await withServer(script, async ({ url }) => {
      const { stdout } = await run(process.execPath, [program], { cwd: project, env: environmentFor(url) });
      expect(JSON.parse(stdout)).toEqual({ requestId: 'n-1', typed: true, kind: 'not_found' });
    });
  });
});

describe('the types', () => {
  it('resolve for import and require alike, where the platform is the web', async () => {
    expect(await typeFaults(TYPED_CONSUMERS)).toBe('');
  });

  it('resolve for import and require alike, where the platform is Node.js', async () => {
    expect(await typeFaults(TYPED_CONSUMERS, { lib: ['ES2023'], types: ['node'], typeRoots: [NODE_TYPES] })).toBe('');
  });

  it('refuse what is not meant', async () => {
    const wrong = {
      'wrong.mts': `import { Herald } from '@herald/client';
const herald = new Herald({ baseUrl: 'https://herald.example.com', apiKey: 'k', apiSecret: 's' });
await herald.notify({ notification: { titel: 'Hi' }, recipients: ['user-42'] });
await herald.notify({ notification: { title: 'Hi' } });
await herald.events.list({ type: 'bounced' });
await herald.notify({ notification: {}, recipients: [], override: { twilio_whatsapp: { MediaUrl: 7 } } });
`,
    };
    const faults = await typeFaults(wrong);
    expect(faults.split('\n').flatMap((line) => /wrong\.mts\((\d+),/.exec(line)?.[1] ?? [])).toEqual([
      '3',
      '4',
      '5',
      '6',
    ]);
  });

  it('fit the fragments of the README', async () => {
    const fragments = readmeBlocks('ts');
    expect(fragments.length).toBeGreaterThan(0);
    const opening = "import type { Herald } from '@herald/client';\ndeclare const herald: Herald;\n";
    const files = fragments.map((code, index) => [`fragment-${index}.mts`, opening + code]);
    expect(await typeFaults(Object.fromEntries(files))).toBe('');
  });
});

describe('the programs of the README', () => {
  it('send a first notification', async () => {
    const delivery = { id: 'd-1', channel: 'whatsapp', status: 'sent', reason: null };
    const script = [json(202, { requestId: 'n-1' }), json(200, { requestId: 'n-1', deliveries: [delivery] })];
    await withServer(script, async ({ url }) => {
      const { stdout } = await run(process.execPath, [readmeProgram('waitFor')], {
        cwd: project,
        env: environmentFor(url),
      });
      expect(stdout.trim()).toBe('whatsapp sent');
    });
  });

  it('tell the faults of a request', async () => {
    const errors = [{ path: 'recipients', message: 'must not be empty' }];
    await withServer([json(422, { title: 'Invalid', errors })], async ({ url, received }) => {
      const file = readmeProgram('instanceof ProblemError');
      const { stderr } = await run(process.execPath, [file], { cwd: project, env: environmentFor(url) });
      expect(stderr.trim()).toBe('recipients: must not be empty');
      expect(received[0]?.headers['idempotency-key']).toBe('order-7-shipped');
    });
  });

  it('follow the events, keep the cursor, and end when told to', async () => {
    await withServer([json(200, { data: [EVENT], next: 'c-1' }), silence], async ({ url }) => {
      const env = environmentFor(url);
      const follower = spawn(process.execPath, [readmeProgram('events.follow')], { cwd: project, env });
      const ended = once(follower, 'close');
      const [line] = await once(follower.stdout.setEncoding('utf8'), 'data');
      expect(line).toBe('2030-01-02T03:04:05.000Z user-42 whatsapp discarded Use a template.\n');
      follower.kill('SIGINT');
      expect(await ended).toEqual([0, null]);
      expect(existsSync(join(project, 'herald.cursor'))).toBe(true);
      expect(readFileSync(join(project, 'herald.cursor'), 'utf8')).toBe('c-1');
    });
  });
});
