import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigModule } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { CHANNEL_PROVIDERS, type ChannelProvider } from '#herald/channel-provider';
import { FakeProvider } from './fake/fake.provider.js';
import { ProviderCatalogueError, checkedCatalogue } from './provider.catalogue.js';
import { ProvidersModule } from './providers.module.js';

/** Folders of providers: all but what siblings of one vendor share. */
const FOLDERS = readdirSync(__dirname).filter(
  (name) => !name.startsWith('_') && statSync(join(__dirname, name)).isDirectory(),
);

async function startProviders(packages: readonly string[] = []) {
  const module = await Test.createTestingModule({
    imports: [ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }), ProvidersModule.register({ packages })],
  }).compile();
  await module.init();
  return { module, providers: module.get<readonly ChannelProvider[]>(CHANNEL_PROVIDERS) };
}

describe('the list of providers', () => {
  it('holds one provider for each folder, under the name of the folder', async () => {
    const { module, providers } = await startProviders();
    const ids = providers.map(({ manifest }) => manifest.id);
    expect(ids.toSorted()).toEqual(FOLDERS.map((folder) => folder.replaceAll('-', '_')).toSorted());
    await module.close();
  });

  it.each(FOLDERS)('finds in %s the files that every provider has', async (folder) => {
    const { module, providers } = await startProviders();
    const provider = providers.find(({ manifest }) => manifest.id === folder.replaceAll('-', '_'));
    const roles = ['manifest', 'request', 'provider', 'module', 'spec'];
    if (provider?.webhook !== undefined) roles.push('callback');
    const files = [...roles.map((role) => `${folder}.${role}.ts`), 'README.md', 'fixtures/requests'];
    if (provider?.webhook !== undefined) files.push('fixtures/callbacks');
    expect(files.filter((file) => !existsSync(join(__dirname, folder, file)))).toEqual([]);
    await module.close();
  });

  it.each(FOLDERS)('finds %s held to the contract by the suite', (folder) => {
    const spec = readFileSync(join(__dirname, folder, `${folder}.spec.ts`), 'utf8');
    expect(spec).toMatch(new RegExp(`describeChannelProvider(<.*>)?\\(\\s*'${folder.replaceAll('-', '_')}'`));
  });

  it.each(FOLDERS)('finds every setting of %s explained in its README', async (folder) => {
    const { module, providers } = await startProviders();
    const readme = readFileSync(join(__dirname, folder, 'README.md'), 'utf8');
    const provider = providers.find(({ manifest }) => manifest.id === folder.replaceAll('-', '_'));
    expect(Object.keys(provider?.manifest.config ?? {}).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
    await module.close();
  });

  it('does not start with a package that is missing', async () => {
    await expect(startProviders(['acme-missing'])).rejects.toThrow('npm install acme-missing');
  });

  it('closes every provider at the end, also after one that cannot be closed', async () => {
    const closed: string[] = [];
    const closing = (name: string, fails: boolean) =>
      Object.assign(new FakeProvider(), {
        close: async () => {
          closed.push(name);
          if (fails) throw new Error(`${name} does not close`);
          return Promise.resolve();
        },
      });
    const module = new ProvidersModule([closing('first', true), new FakeProvider(), closing('last', false)]);
    await expect(module.onApplicationShutdown()).rejects.toThrow('1 providers could not be closed');
    expect(closed).toEqual(['first', 'last']);
  });
});

describe('checkedCatalogue', () => {
  const changed = (manifest: object) =>
    Object.assign(new FakeProvider(), { manifest: { ...new FakeProvider().manifest, ...manifest } });

  it('gives back what is consistent', () => {
    const providers = [new FakeProvider(), changed({ id: 'acme_sms' })];
    expect(checkedCatalogue(providers)).toBe(providers);
  });

  it('names all faults at once, each with its mend', () => {
    const providers = [new FakeProvider(), new FakeProvider(), changed({ id: 'Acme-SMS', label: '' })];
    const check = () => checkedCatalogue(providers);
    expect(check).toThrow(ProviderCatalogueError);
    expect(check).toThrow('FakeProvider and FakeProvider share the id "fake": give one another id');
    expect(check).toThrow('manifest.id must be <vendor>_<channel> in lower case');
    expect(check).toThrow('manifest.label must say something');
  });
});
