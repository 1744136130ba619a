import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, appApi } from '../api/herald.api.js';
import type { ChannelReach, DeliverySummary, User } from '../api/herald.types.js';

const PAGE_SIZE = 50;
const LATEST = 10;

/** Users by identifier, as far as they were asked for. */
export function userListQuery(appId: string, q: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ['app', appId, 'users', q ?? ''],
    queryFn: ({ pageParam, signal }) =>
      answered(
        appApi(appId).GET('/v3/users', {
          params: {
            query: {
              limit: PAGE_SIZE,
              ...(q !== undefined && { q }),
              ...(pageParam !== undefined && { after: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** A user with the whole profile. */
export function userQuery(appId: string, identifier: string) {
  return queryOptions({
    queryKey: ['app', appId, 'user', identifier],
    queryFn: ({ signal }): Promise<User & Record<string, unknown>> =>
      answered(appApi(appId).GET('/v3/users/{identifier}', { params: { path: { identifier } }, signal })),
  });
}

/** On which channels a user can be reached, and why not. */
export function userChannelsQuery(appId: string, identifier: string) {
  return queryOptions({
    queryKey: ['app', appId, 'user', identifier, 'channels'],
    queryFn: async ({ signal }): Promise<ChannelReach[]> => {
      const params = { path: { identifier } };
      return (await answered(appApi(appId).GET('/v3/users/{identifier}/channels', { params, signal }))).data;
    },
  });
}

/** Under which the latest deliveries of a user are kept. */
export function userDeliveriesKey(appId: string, identifier: string): readonly string[] {
  return ['app', appId, 'user', identifier, 'deliveries'];
}

/** The latest deliveries to a user. */
export function userDeliveriesQuery(appId: string, recipient: string) {
  return queryOptions({
    queryKey: userDeliveriesKey(appId, recipient),
    queryFn: async ({ signal }): Promise<DeliverySummary[]> => {
      const params = { query: { recipient, limit: LATEST } };
      return (await answered(appApi(appId).GET('/v3/deliveries', { params, signal }))).data;
    },
  });
}

/** What users wrote to an app, newest first, as far as it was asked for. */
export function inboundListQuery(appId: string) {
  return infiniteQueryOptions({
    queryKey: ['app', appId, 'inbound'],
    queryFn: ({ pageParam, signal }) =>
      answered(
        appApi(appId).GET('/v3/inbound-messages', {
          params: { query: { limit: PAGE_SIZE, ...(pageParam !== undefined && { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}
