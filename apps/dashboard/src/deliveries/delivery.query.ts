import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type HeraldApi, answered, appApi } from '../api/herald.api.js';
import type { DeliveryDetail } from '../api/herald.types.js';

/** Under which a delivery in full is kept. */
export function deliveryKey(appId: string, deliveryId: string): readonly string[] {
  return ['app', appId, 'delivery', deliveryId];
}

/** A delivery with its attempts, callbacks, events and request. */
export function deliveryQuery(appId: string, deliveryId: string) {
  return queryOptions({
    queryKey: deliveryKey(appId, deliveryId),
    queryFn: ({ signal }) =>
      answered(appApi(appId).GET('/v3/deliveries/{id}', { params: { path: { id: deliveryId } }, signal })),
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
