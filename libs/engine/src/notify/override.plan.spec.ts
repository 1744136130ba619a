import { type ChannelProvider, MASK, defineConfigFields } from '#herald/channel-provider';
import { planOverrides } from './override.plan.js';

const config = defineConfigFields({
  ACME_ACCOUNT: { type: 'string', label: 'Account', help: 'Account', required: true, secret: false },
  ACME_TOKEN: { type: 'string', label: 'Token', help: 'Token', required: true, secret: true },
});

const provider = (id: string, channel: string): ChannelProvider => ({
  manifest: {
    id,
    channel,
    label: id,
    summary: id,
    docsUrl: 'https://vendor.example',
    config,
    profile: [],
    capabilities: { callbacks: false, inbound: false, seen: false },
  },
  overrideFaults: ({ fields }) => ('bad' in fields ? [{ path: 'bad', message: 'is bad' }] : []),
  address: () => ({ kind: 'address', address: 'x' }),
  build: () => ({ kind: 'request', request: {} }),
  send: () => Promise.resolve({ kind: 'accepted', providerMessageId: '1' }),
});

const providers = [provider('acme_sms', 'sms'), provider('acme_email', 'email')];

describe('planOverrides', () => {
  it('changes nothing without an override', () => {
    expect(planOverrides(undefined, providers)).toMatchObject({ channels: undefined, masked: null, faults: [] });
  });

  it("reads settings and fields for each provider, the provider's over the channel's", () => {
    const plan = planOverrides(
      {
        channel: { sms: { body: 'channel', Lang: 'en' }, email: { subject: 's' } },
        acme_sms: { Body: 'provider', _config: { ACME_ACCOUNT: 'A' }, acme_token: 'T' },
      },
      providers,
    );
    expect(plan.faults).toEqual([]);
    const { config: settings, fields } = plan.byProvider.get('acme_sms') ?? {};
    expect(settings).toEqual({ ACME_ACCOUNT: 'A', ACME_TOKEN: 'T' });
    expect({ ...fields }).toEqual({ body: 'provider', Lang: 'en' });
    expect({ ...plan.byProvider.get('acme_email')?.fields }).toEqual({ subject: 's' });
  });

  it('masks secrets wherever and however they are written in what is kept', () => {
    const { masked } = planOverrides(
      {
        acme_sms: { ACME_ACCOUNT: 'A', Acme_Token: 'T', _config: { acme_token: 'T' } },
        channel: { sms: { ACME_TOKEN: 'T' } },
      },
      providers,
    );
    expect(masked).toEqual({
      acme_sms: { ACME_ACCOUNT: 'A', Acme_Token: MASK, _config: { acme_token: MASK } },
      channel: { sms: { ACME_TOKEN: MASK } },
    });
  });

  it('tells all faults at once, with their paths', () => {
    const { faults } = planOverrides(
      { channels: [], unknown_provider: {}, acme_sms: { bad: 1, ACME_ACCOUNT: 7 }, acme_email: 'text' },
      providers,
    );
    expect(faults.map((fault) => fault.path).toSorted()).toEqual([
      'override.acme_email',
      'override.acme_sms.ACME_ACCOUNT',
      'override.acme_sms.bad',
      'override.channels',
      'override.unknown_provider',
    ]);
  });

  it('restricts to the named channels', () => {
    expect(planOverrides({ channels: ['sms'] }, providers).channels).toEqual(new Set(['sms']));
  });
});
