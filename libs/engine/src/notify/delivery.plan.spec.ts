import { type ChannelProvider, type ProviderManifest, discardReason } from '#herald/channel-provider';
import type { Integration } from '#herald/store';
import { planDeliveries } from './delivery.plan.js';
import type { OverridePlan } from './override.plan.js';
import { type Route, planRoutes } from './route.plan.js';

const manifest = (id: string, channel: string): ProviderManifest => ({
  id,
  channel,
  label: id,
  summary: id,
  docsUrl: 'https://vendor.example',
  config: {},
  profile: [],
  capabilities: { callbacks: false, inbound: false, seen: false },
});

/** Takes the profile's `address` as it is. */
const provider = (id: string, channel: string): ChannelProvider => ({
  manifest: manifest(id, channel),
  address: ({ profile }) =>
    typeof profile['address'] === 'string'
      ? { kind: 'address', address: profile['address'] }
      : { kind: 'unaddressable', reason: discardReason('recipient_address_missing') },
  build: () => ({ kind: 'request', request: {} }),
  send: () => Promise.resolve({ kind: 'accepted', providerMessageId: '1' }),
});

const integration = (id: string, channel: string, part: Partial<Integration> = {}): Integration => ({
  id,
  appId: 'app',
  tenant: null,
  provider: `${channel}_provider`,
  channel,
  label: null,
  enabled: true,
  priority: 1,
  allowCredentialOverride: true,
  config: {},
  account: null,
  version: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...part,
});

const providers = new Map(
  ['sms', 'email'].map((channel) => [`${channel}_provider`, provider(`${channel}_provider`, channel)]),
);
const find = (id: string) => providers.get(id);
const noOverrides: OverridePlan = { byProvider: new Map(), channels: undefined, masked: null, faults: [] };
const wish = { tenant: undefined, channels: undefined, integrationId: undefined };
const idsOf = (routes: Route[]) => routes.map((route) => route.integration.id);

describe('planRoutes', () => {
  const own = integration('own', 'sms', { tenant: 'acme' });
  const others = integration('others', 'sms', { tenant: 'other' });
  const first = integration('first', 'sms');
  const second = integration('second', 'sms');
  const mail = integration('mail', 'email');
  const all = [others, first, second, own, mail];

  it('takes the best integration of each channel', () => {
    expect(idsOf(planRoutes(all, find, wish))).toEqual(['first', 'mail']);
  });

  it("prefers the tenant's own and never takes another tenant's", () => {
    expect(idsOf(planRoutes(all, find, { ...wish, tenant: 'acme' }))).toEqual(['own', 'mail']);
    expect(idsOf(planRoutes([others], find, { ...wish, tenant: 'acme' }))).toEqual([]);
  });

  it('is restricted to named channels, or to one integration', () => {
    expect(idsOf(planRoutes(all, find, { ...wish, channels: new Set(['email']) }))).toEqual(['mail']);
    expect(idsOf(planRoutes(all, find, { ...wish, integrationId: 'second' }))).toEqual(['second']);
  });

  it('passes over an integration whose provider is not installed', () => {
    expect(idsOf(planRoutes([integration('x', 'fax')], find, wish))).toEqual([]);
  });
});

describe('planDeliveries', () => {
  const routes = planRoutes([integration('1', 'sms'), integration('2', 'email')], find, wish);

  it('makes one delivery for each recipient and route, discarded with its reason where it cannot be addressed', () => {
    const deliveries = planDeliveries(
      [
        { identifier: 'good', profile: { address: 'here' } },
        { identifier: 'bare', profile: {} },
        { identifier: 'nobody', profile: undefined },
      ],
      routes,
      noOverrides,
    );
    expect(
      deliveries.map(({ recipient, channel, address, discard }) => [recipient, channel, address, discard?.code]),
    ).toEqual([
      ['good', 'sms', 'here', undefined],
      ['good', 'email', 'here', undefined],
      ['bare', 'sms', null, 'recipient_address_missing'],
      ['bare', 'email', null, 'recipient_address_missing'],
      ['nobody', 'sms', null, 'recipient_unknown'],
      ['nobody', 'email', null, 'recipient_unknown'],
    ]);
  });

  it('makes one discarded delivery for each recipient when nothing could carry it', () => {
    const [delivery] = planDeliveries([{ identifier: 'good', profile: { address: 'here' } }], [], {
      ...noOverrides,
      channels: new Set(['fax']),
    });
    expect(delivery).toMatchObject({ recipient: 'good', channel: 'fax', discard: { code: 'integration_missing' } });
  });
});
