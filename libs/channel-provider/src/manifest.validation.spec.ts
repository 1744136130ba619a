import type { ChannelProvider, ProviderWebhook } from './channel-provider.contract.js';
import type { ConfigField, ProviderConfig } from './config-field.contract.js';
import { manifestFaults } from './manifest.validation.js';
import type { ProviderManifest } from './provider.manifest.js';

const WEBHOOK: ProviderWebhook<ProviderConfig> = {
  accountOf: () => 'acme',
  claimedAccount: () => undefined,
  verify: () => false,
  parse: () => [],
  reply: () => ({ status: 204 }),
};
const FIELD: ConfigField = { type: 'string', label: 'Key', help: 'Made in the console.', required: true, secret: true };

function faultsOf(changes: Partial<ProviderManifest>, webhook?: ProviderWebhook<ProviderConfig>) {
  const provider: ChannelProvider = {
    manifest: {
      id: 'acme_sms',
      channel: 'sms',
      label: 'Acme',
      summary: 'Sends.',
      docsUrl: 'https://acme.example/docs',
      config: { ACME_KEY: FIELD },
      profile: [{ name: 'phoneNumber', help: 'A number.', example: '+12025550142' }],
      capabilities: { callbacks: false, inbound: false, seen: false },
      ...changes,
    },
    ...(webhook === undefined ? {} : { webhook }),
    address: () => ({ kind: 'address', address: 'x' }),
    build: () => ({ kind: 'request', request: {} }),
    send: async () => Promise.resolve({ kind: 'accepted', providerMessageId: 'x' }),
  };
  return manifestFaults(provider).map(({ path }) => path);
}

const field = (changes: Partial<ConfigField>) => ({ config: { ACME_KEY: { ...FIELD, ...changes } as ConfigField } });

describe('manifestFaults', () => {
  it('finds none in a consistent manifest', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ id: 'fake' })).toEqual([]);
    expect(faultsOf({ capabilities: { callbacks: true, inbound: true, seen: true } }, WEBHOOK)).toEqual([]);
    expect(faultsOf({ capabilities: { callbacks: false, inbound: true, seen: false } }, WEBHOOK)).toEqual([]);
  });

  it.each([
    'Acme_sms',
    'acme-sms',
    'acme_',
    '_sms',
    '1acme',
    'acme__sms',
    '',
    'acme sms',
    'channel',
    'channels',
    '__proto__',
  ])('refuses the id %j', (id) => expect(faultsOf({ id })).toEqual(['manifest.id']));

  it.each([
    ['a channel in capitals', { channel: 'SMS' }, 'manifest.channel'],
    ['an empty label', { label: ' ' }, 'manifest.label'],
    ['an empty summary', { summary: '' }, 'manifest.summary'],
    ['a relative address', { docsUrl: '/docs' }, 'manifest.docsUrl'],
    ['a nameless property', { profile: [{ name: '', help: '', example: '' }] }, 'manifest.profile.0.name'],
    ['a setting in lower case', { config: { acme_key: FIELD } }, 'manifest.config.acme_key'],
    ['a setting without a label', field({ label: '' }), 'manifest.config.ACME_KEY.label'],
    ['a setting without help', field({ help: '' }), 'manifest.config.ACME_KEY.help'],
    ['an unknown companion', field({ givenWith: ['ACME_ID'] }), 'manifest.config.ACME_KEY.givenWith'],
    ['itself as its companion', field({ givenWith: ['ACME_KEY'] }), 'manifest.config.ACME_KEY.givenWith'],
    ['an unknown owner', field({ resetWith: 'toString' }), 'manifest.config.ACME_KEY.resetWith'],
    ['a broken pattern', field({ type: 'string', pattern: '(' }), 'manifest.config.ACME_KEY.pattern'],
    ['crossed bounds', field({ type: 'number', minimum: 2, maximum: 1 }), 'manifest.config.ACME_KEY.minimum'],
    ['an example of a secret', field({ example: 'hunter2' }), 'manifest.config.ACME_KEY.example'],
    [
      'an example that does not fit',
      field({ secret: false, type: 'number', example: 'many' }),
      'manifest.config.ACME_KEY.example',
    ],
  ])('finds %s', (_what, changes, path) => {
    expect(faultsOf(changes)).toEqual([path]);
  });

  it('takes an example without the settings that come with it', () => {
    const config = { ACME_ID: { ...FIELD, secret: false, example: 'id', givenWith: ['ACME_KEY'] }, ACME_KEY: FIELD };
    expect(faultsOf({ config })).toEqual([]);
  });

  it.each([
    ['callbacks without a webhook', { callbacks: true, inbound: false, seen: false }, undefined, ['webhook']],
    ['inbound messages without a webhook', { callbacks: false, inbound: true, seen: false }, undefined, ['webhook']],
    [
      'a webhook that receives nothing',
      { callbacks: false, inbound: false, seen: false },
      WEBHOOK,
      ['manifest.capabilities'],
    ],
    [
      'openings without callbacks',
      { callbacks: false, inbound: true, seen: true },
      WEBHOOK,
      ['manifest.capabilities.seen'],
    ],
  ])('finds %s', (_what, capabilities, webhook, paths) => {
    expect(faultsOf({ capabilities }, webhook)).toEqual(paths);
  });

  it('finds words on a callback address that there is not', () => {
    const said = { callbackHelp: 'Paste it in the console.' };
    expect(faultsOf(said)).toEqual(['manifest.callbackHelp']);
    const inbound = { callbacks: false, inbound: true, seen: false };
    expect(faultsOf({ ...said, capabilities: inbound }, WEBHOOK)).toEqual([]);
  });
});
