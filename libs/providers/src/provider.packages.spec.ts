import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProviderPackageError, loadProviderPackages } from './provider.packages.js';

const MANIFEST = `{ id: 'acme_sms', channel: 'sms', label: 'Acme', summary: 'Sends.', docsUrl: 'https://acme.example',
  config: {}, profile: [], capabilities: { callbacks: false, inbound: false, seen: false } }`;
const BODY = `manifest = ${MANIFEST}; address() {} build() {} async send() {}`;

describe('loadProviderPackages', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'herald-providers-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Installs a package with this code in a folder of its own. */
  function install(name: string, code: string, manifest: object = { main: 'index.js' }): string {
    const home = join(folder, 'node_modules', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
    writeFileSync(join(home, 'index.js'), code);
    return name;
  }

  async function faultOf(name: string): Promise<ProviderPackageError> {
    const error: unknown = await loadProviderPackages([name], folder).catch((thrown: unknown) => thrown);
    if (!(error instanceof ProviderPackageError)) throw new Error(`${name} did not fail as expected`, { cause: error });
    expect(error.packageName).toBe(name);
    return error;
  }

  it('makes a provider from each package, in order', async () => {
    install('acme-plain', `module.exports = class Plain { ${BODY} };`);
    install('@acme/compiled', `exports.__esModule = true; exports.default = class Compiled { ${BODY} };`);
    const providers = await loadProviderPackages(['@acme/compiled', 'acme-plain'], folder);
    expect(providers.map(({ constructor }) => constructor.name)).toEqual(['Compiled', 'Plain']);
    expect(providers[0]?.manifest.id).toBe('acme_sms');
  });

  it('makes none from none', async () => {
    expect(await loadProviderPackages([])).toEqual([]);
  });

  it('says how to install a package that is missing', async () => {
    const { message } = await faultOf('acme-missing');
    expect(message).toContain('"acme-missing", which is not installed: run `npm install acme-missing`');
  });

  it('says that a package fails to load, and keeps the cause', async () => {
    const { message, cause } = await faultOf(install('acme-broken', `throw new Error('no licence');`));
    expect(message).toContain('which fails to load');
    expect(cause).toMatchObject({ message: 'no licence' });
  });

  it('does not take a missing dependency of a package for the package', async () => {
    const { message } = await faultOf(install('acme-needy', `require('acme-absent');`));
    expect(message).toContain('which fails to load');
  });

  it.each([
    ['nothing', ''],
    ['an object', 'exports.provider = class {};'],
    ['text', `exports.__esModule = true; exports.default = 'acme';`],
  ])('says that a class is expected where %s is exported', async (what, code) => {
    const { message } = await faultOf(install(`acme-${what.replace(' ', '-')}`, code));
    expect(message).toContain('no class as its default export');
  });

  it('says that the class cannot be constructed', async () => {
    const code = `module.exports = class { constructor({ url }) { this.url = url; } };`;
    const { message, cause } = await faultOf(install('acme-demanding', code));
    expect(message).toContain('cannot be constructed without arguments');
    expect(cause).toMatchObject({ name: 'TypeError' });
  });

  it('names everything that a class lacks to be a provider', async () => {
    const code = `module.exports = class { manifest = { id: 7, channel: 'sms', config: {} }; send() {} webhook = { verify() {} }; check = true; };`;
    const { message } = await faultOf(install('acme-half', code));
    expect(message).toContain(
      'is no provider: it lacks manifest.id (text), manifest.label (text), manifest.summary (text), manifest.docsUrl (text), ' +
        'manifest.profile (an array), manifest.capabilities (an object), address (a function), build (a function), ' +
        'webhook.accountOf (a function), webhook.claimedAccount (a function), webhook.parse (a function), ' +
        'webhook.reply (a function), check (a function)',
    );
  });
});
