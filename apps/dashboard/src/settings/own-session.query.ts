import { queryOptions } from '@tanstack/react-query';
import { answered, ownApi } from '../api/herald.api.js';
import type { OwnSession } from '../api/herald.types.js';

/** Under which one’s own sessions are kept. */
export const OWN_SESSIONS_KEY = ['own-sessions'] as const;

/** One’s own sessions, the last used first. */
export const ownSessionsQuery = queryOptions({
  queryKey: OWN_SESSIONS_KEY,
  queryFn: async ({ signal }): Promise<OwnSession[]> => (await answered(ownApi.GET('/v3/sessions', { signal }))).data,
});
