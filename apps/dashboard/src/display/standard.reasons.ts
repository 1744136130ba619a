import { queryOptions } from '@tanstack/react-query';
import { answered, appApi } from '../api/herald.api.js';
import type { DiscardReason } from '../api/herald.types.js';

/** What each standard reason means. It changes only with Herald itself. */
export function standardReasonsQuery(appId: string) {
  return queryOptions({
    queryKey: ['app', appId, 'discard-reasons'],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, DiscardReason>> => {
      const { data } = await answered(appApi(appId).GET('/v3/discard-reasons', { signal }));
      return new Map(data.map((reason) => [reason.code, reason]));
    },
    staleTime: Infinity,
  });
}
