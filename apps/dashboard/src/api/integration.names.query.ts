import { queryOptions } from '@tanstack/react-query';
import { answered, appApi } from './herald.api.js';
import type { Integration } from './herald.types.js';

/** The integrations of an app, to choose one from. */
export function integrationNamesQuery(appId: string) {
  return queryOptions({
    queryKey: ['app', appId, 'integrations', 'names'],
    queryFn: async ({ signal }): Promise<Pick<Integration, 'id' | 'label' | 'provider' | 'tenant'>[]> =>
      (await answered(appApi(appId).GET('/v3/integrations', { signal }))).data,
    staleTime: 60_000,
  });
}
