import { useQuery } from '@tanstack/react-query';
import { channelWords } from '../display/channel.words.js';
import { providersQuery } from './integration.query.js';

/** What providers and channels are called. */
export interface ProviderNames {
  /** The name for people of the provider with this id; the id while names are not known. */
  providerLabel: (id: string) => string;
  /** A channel's name as people write it. */
  channelLabel: (channel: string) => string;
}

/** What providers and channels are called, by the catalogue. */
export function useProviderNames(appId: string): ProviderNames {
  const { data = [] } = useQuery(providersQuery(appId));
  const labels = data.map(({ label }) => label);
  return {
    providerLabel: (id) => data.find((provider) => provider.id === id)?.label ?? id,
    channelLabel: (channel) => channelWords(channel, labels),
  };
}
