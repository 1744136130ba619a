import { queryOptions, useQuery } from '@tanstack/react-query';
import { answered, appApi } from './herald.api.js';
import type { Provider } from './herald.types.js';

/** Every provider that this Herald has, switched on or not. It changes only with Herald itself. */
export function providersQuery(appId: string) {
  return queryOptions({
    queryKey: ['app', appId, 'providers', 'list'],
    queryFn: async ({ signal }): Promise<Provider[]> =>
      (await answered(appApi(appId).GET('/v3/providers', { signal }))).data,
    staleTime: Infinity,
  });
}

/** Gives a provider's name for people by its id; the id while names are not known. */
export function useProviderLabel(appId: string): (id: string) => string {
  const { data } = useQuery(providersQuery(appId));
  return (id) => data?.find((provider) => provider.id === id)?.label ?? id;
}
