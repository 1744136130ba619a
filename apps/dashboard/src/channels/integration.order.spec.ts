import type { Integration, Provider } from '../api/herald.types.js';
import { channelOffers } from './integration.order.js';

function integration(id: string, more: Partial<Integration> = {}): Integration {
  return {
    id,
    provider: 'acme_sms',
    channel: 'sms',
    label: null,
    tenant: null,
    enabled: true,
    priority: 100,
    allowCredentialOverride: true,
    config: {},
    health: { state: 'closed', since: null, lastFailure: null, heldUntil: null },
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...more,
  };
}

function provider(id: string, channel: string): Provider {
  const capabilities = { callbacks: false, inbound: false, seen: false };
  const said = { label: id, summary: 'Sends.', docsUrl: 'https://acme.example', callbackUrl: null };
  return { id, channel, ...said, config: {}, profile: [], capabilities };
}

describe('The channels of an app', () => {
  it('have their providers and integrations, also of providers that are not there any more', () => {
    const offers = channelOffers(
      [provider('acme_sms', 'sms'), provider('acme_mail', 'email')],
      [integration('i1', { channel: 'pigeon' })],
    );
    expect(offers.map(({ channel, rankings, providers }) => [channel, rankings.length, providers.length])).toEqual([
      ['sms', 0, 1],
      ['email', 0, 1],
      ['pigeon', 1, 0],
    ]);
  });

  it('use the lowest priority that is switched on, for everyone and for each tenant', () => {
    const [offer] = channelOffers(
      [],
      [
        integration('i5', { tenant: 'acme', priority: 1 }),
        integration('i4', { priority: 100 }),
        integration('i3', { priority: 100 }),
        integration('i2', { priority: 7, enabled: false }),
        integration('i1', { tenant: 'zeta' }),
      ],
    );
    expect(
      offer?.rankings.map(({ tenant, ranked }) => [tenant, ranked.map((one) => [one.integration.id, one.standing])]),
    ).toEqual([
      [
        null,
        [
          ['i2', 'off'],
          ['i3', 'used'],
          ['i4', 'stands by'],
        ],
      ],
      ['acme', [['i5', 'used']]],
      ['zeta', [['i1', 'used']]],
    ]);
  });
});
