import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { type HeraldApi, answered, appApi } from '../api/herald.api.js';
import type { DeliveryDetail, DeliveryStatus } from '../api/herald.types.js';
import {
  NEWEST,
  type DeliveryPage,
  type DeliveryPages,
  type PageStart,
  fullPage,
  startBehind,
} from './delivery.pages.js';
import { type DeliverySearch, searchParameters } from './delivery.search.js';

/** Deliveries in a part of the list, and parts that are held in memory. */
const PAGE_SIZE = 100;
const PAGES_HELD = 30;

/** Answers that may be read for one part: each looks through some 26,000 deliveries. */
const ANSWERS_PER_PAGE = 4;

/** Under which the list of what a search finds is kept. */
export function deliveryListKey(appId: string, search: DeliverySearch) {
  return ['app', appId, 'deliveries', search] as const;
}

/** What a search finds, newest first, as far as it was read; parts far from the one read last are let go. */
export function deliveryListQuery(appId: string, search: DeliverySearch) {
  return infiniteQueryOptions<DeliveryPage, Error, DeliveryPages, ReturnType<typeof deliveryListKey>, PageStart>({
    queryKey: deliveryListKey(appId, search),
    queryFn: ({ pageParam: { after }, signal }) =>
      fullPage((from, limit) => readDeliveries(appId, search, { after: from, limit, signal }), {
        after,
        limit: PAGE_SIZE,
        answers: ANSWERS_PER_PAGE,
      }),
    initialPageParam: NEWEST,
    getNextPageParam: (page, _pages, start) => startBehind(page, start),
    getPreviousPageParam: (_page, _pages, { previous }) => previous,
    maxPages: PAGES_HELD,
    // Reading everything anew would cost a call for each part: the newest are asked for by themselves.
    staleTime: Infinity,
    structuralSharing: false,
    placeholderData: keepPreviousData,
  });
}

/** The newest deliveries that a search finds; only as far as one answer looks. */
export function newestDeliveries(appId: string, search: DeliverySearch, signal: AbortSignal): Promise<DeliveryPage> {
  return readDeliveries(appId, search, { after: undefined, limit: PAGE_SIZE, signal });
}

function readDeliveries(
  appId: string,
  search: DeliverySearch,
  { after, ...rest }: { after: string | undefined; limit: number; signal: AbortSignal },
): Promise<DeliveryPage> {
  const { limit, signal } = rest;
  // What the address asks for may be nothing that Herald knows; its answer says so.
  const query = { ...searchParameters(search), limit, ...(after !== undefined && { after }) } as object;
  return answered(appApi(appId).GET('/v3/deliveries', { params: { query }, signal }));
}

/** Under which a delivery in full is kept. */
export function deliveryKey(appId: string, deliveryId: string): readonly string[] {
  return ['app', appId, 'delivery', deliveryId];
}

const UNDECIDED = new Set<DeliveryStatus | undefined>(['pending', 'sent']);
const UNDECIDED_REFRESH_MS = 5_000;

/** A delivery with its attempts, callbacks, events and request. */
export function deliveryQuery(appId: string, deliveryId: string) {
  return queryOptions({
    queryKey: deliveryKey(appId, deliveryId),
    queryFn: ({ signal }) =>
      answered(appApi(appId).GET('/v3/deliveries/{id}', { params: { path: { id: deliveryId } }, signal })),
    // Steps on the way are no events.
    refetchInterval: ({ state }) => (UNDECIDED.has(state.data?.status) ? UNDECIDED_REFRESH_MS : false),
  });
}

/** Sends a delivery again; gives the id of the new delivery, or nothing where the new notification has none. */
export function useResend(appId: string, deliveryId: string) {
  const answers = useQueryClient();
  return useMutation({
    mutationFn: (idempotencyKey: string) => resend(appApi(appId), deliveryId, idempotencyKey),
    onSuccess: () => answers.invalidateQueries({ queryKey: deliveryKey(appId, deliveryId) }),
  });
}

async function resend(api: HeraldApi, id: string, idempotencyKey: string): Promise<string | undefined> {
  const { requestId } = await answered(
    api.POST('/v3/deliveries/{id}/resend', {
      params: { path: { id }, header: { 'Idempotency-Key': idempotencyKey } },
    }),
  );
  const { deliveries } = await answered(api.GET('/v3/notifications/{requestId}', { params: { path: { requestId } } }));
  return deliveries[0]?.id;
}

/** Takes back the whole notification that a delivery belongs to. */
export function useCancel(appId: string, { id, requestId }: Pick<DeliveryDetail, 'id' | 'requestId'>) {
  const answers = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answered(appApi(appId).POST('/v3/notifications/{requestId}/cancel', { params: { path: { requestId } } })),
    onSuccess: () => answers.invalidateQueries({ queryKey: deliveryKey(appId, id) }),
  });
}
