import { queryOptions } from '@tanstack/react-query';
import { answered, appApi } from '../api/herald.api.js';

const POLL_MS = 5_000;

/** How the app's integrations fare, asked again and again while a page shows it. */
export function healthQuery(appId: string) {
  return queryOptions({
    queryKey: ['app', appId, 'health'],
    queryFn: ({ signal }) => answered(appApi(appId).GET('/v3/health', { signal })),
    refetchInterval: POLL_MS,
    staleTime: 0,
  });
}

/** How many deliveries an integration still has to send, as it is now. */
export async function waitingNow(appId: string, integrationId: string): Promise<number> {
  const { integrations } = await answered(appApi(appId).GET('/v3/health'));
  const backlog = integrations.find(({ id }) => id === integrationId)?.backlog;
  return backlog === undefined ? 0 : backlog.due + backlog.scheduled + backlog.claimed;
}
