import type { Integration, Provider } from '../api/herald.types.js';
import { channelWords } from '../display/channel.words.js';

/** How an integration stands among those of its channel and tenant. */
export type Standing = 'used' | 'stands by' | 'off';

/** Integrations that could carry the same notifications, in the order in which Herald looks at them. */
export interface IntegrationRanking {
  /** Whose notifications; null for everyone without integrations of their own. */
  tenant: string | null;
  ranked: readonly { integration: Integration; standing: Standing }[];
}

/** What there is on a channel. */
export interface ChannelOffer {
  channel: string;
  /** Its name for people. */
  name: string;
  rankings: readonly IntegrationRanking[];
  providers: readonly Provider[];
}

/**
 * The channels in the order of the catalogue, each with its integrations as Herald chooses among them: on a channel the one that is switched on and
 * has the lowest priority carries a notification, a tenant's own before the app's. Equal ones go by age, which their ids tell.
 */
export function channelOffers(providers: readonly Provider[], integrations: readonly Integration[]): ChannelOffer[] {
  const channels = new Set([...providers, ...integrations].map(({ channel }) => channel));
  return [...channels].map((channel) => ({
    channel,
    name: channelWords(channel, labelsOn(channel, providers)),
    rankings: rankingsOf(integrations.filter((integration) => integration.channel === channel)),
    providers: providers.filter((provider) => provider.channel === channel),
  }));
}

/** The labels of a channel's providers. */
export function labelsOn(channel: string, providers: readonly Provider[]): string[] {
  return providers.filter((provider) => provider.channel === channel).map(({ label }) => label);
}

function rankingsOf(integrations: readonly Integration[]): IntegrationRanking[] {
  const tenants = [...new Set(integrations.map(({ tenant }) => tenant))].toSorted(byTenant);
  return tenants.map((tenant) => {
    const own = integrations.filter((integration) => integration.tenant === tenant).toSorted(byUse);
    const used = own.find(({ enabled }) => enabled);
    return {
      tenant,
      ranked: own.map((integration) => ({
        integration,
        standing: integration === used ? 'used' : integration.enabled ? 'stands by' : 'off',
      })),
    };
  });
}

function byTenant(one: string | null, other: string | null): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  return one.localeCompare(other);
}

function byUse(one: Integration, other: Integration): number {
  return one.priority - other.priority || (one.id < other.id ? -1 : 1);
}
