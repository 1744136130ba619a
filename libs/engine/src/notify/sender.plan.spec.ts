import type { ChannelProvider, Overrides, PaceInput, ProviderConfig, SenderPace } from '#herald/channel-provider';
import { NO_OVERRIDES } from '#herald/channel-provider';
import type { Integration } from '#herald/store';
import { planSender } from './sender.plan.js';

const integration: Integration = {
  id: 'i-1',
  appId: 'a-1',
  tenant: null,
  provider: 'acme_sms',
  channel: 'sms',
  label: null,
  enabled: true,
  priority: 1,
  allowCredentialOverride: true,
  config: { ACME_FROM: 'one', ACME_RATE: 80 },
  account: null,
  version: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

const provider = {
  manifest: { config: {} },
  pace: ({ config, overrides }: PaceInput<ProviderConfig>): SenderPace => ({
    sender: `acme_sms:${JSON.stringify(overrides.fields['From'] ?? config['ACME_FROM'])}`,
    rate: { sends: Number(config['ACME_RATE']), perMs: 1_000 },
  }),
} as unknown as ChannelProvider;

const withConfig = (config: Overrides['config']): Overrides => ({ config, fields: {} });

describe('planSender', () => {
  it('is the sender of the integration, at its rate', () => {
    const expected = { key: 'acme_sms:"one"', rate: { sends: 80, perMs: 1_000 } };
    expect(planSender({ integration, provider }, NO_OVERRIDES)).toEqual(expected);
    expect(planSender({ integration, provider }, { config: {}, fields: { Body: 'x' } })).toEqual(expected);
  });

  it('is another sender where the request names one, at the rate that it brings', () => {
    const overrides = withConfig({ ACME_FROM: 'two', ACME_RATE: 5 });
    expect(planSender({ integration, provider }, overrides)).toEqual({
      key: 'acme_sms:"two"',
      rate: { sends: 5, perMs: 1_000 },
    });
    const byField = { config: {}, fields: { From: 'three' } };
    expect(planSender({ integration, provider }, byField).key).toBe('acme_sms:"three"');
  });

  it("does not let one request change the rate of everybody's sender", () => {
    expect(planSender({ integration, provider }, withConfig({ ACME_RATE: 1 })).rate).toEqual({
      sends: 80,
      perMs: 1_000,
    });
  });

  it('is the integration as a whole, without a pace, where the provider knows none', () => {
    const without = { manifest: { config: {} } } as unknown as ChannelProvider;
    expect(planSender({ integration, provider: without }, NO_OVERRIDES)).toEqual({
      key: 'integration:i-1',
      rate: null,
    });
  });
});
