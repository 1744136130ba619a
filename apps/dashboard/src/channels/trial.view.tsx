import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { answered, appApi } from '../api/herald.api.js';
import type { DeliveryStatus } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { deliveryKey, deliveryQuery } from '../deliveries/delivery.query.js';
import { DeliveryTimeline } from '../deliveries/delivery.timeline.view.js';
import { LoadingView } from '../display/loading.view.js';
import { ProblemView } from '../display/problem.view.js';
import { ReasonView } from '../display/reason.view.js';
import { STATUS_LOOKS, StatusBadge } from '../display/status.badge.js';
import { LiveBadge } from '../live/live.badge.js';
import { useLiveEvents } from '../live/live.events.js';

/** Attempts and callbacks that are no events show within this time. */
const POLL_MS = 2_000;

/** After these nothing more is to come. */
const LAST: ReadonlySet<DeliveryStatus> = new Set(['seen', 'discarded']);

/** The one delivery of a test message, with its timeline, which grows as things happen. */
export function TrialView({ requestId }: { requestId: string }) {
  const appId = useAppId();
  const found = useQuery({
    queryKey: ['app', appId, 'trial', requestId],
    queryFn: async ({ signal }) => {
      const call = appApi(appId).GET('/v3/notifications/{requestId}', { params: { path: { requestId } }, signal });
      return (await answered(call)).deliveries[0]?.id ?? null;
    },
    staleTime: Infinity,
  });
  if (found.isError) return <ProblemView error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <LoadingView rows={3} />;
  if (found.data === null) return <Text size="sm">No delivery came of it.</Text>;
  return <LiveDelivery requestId={requestId} deliveryId={found.data} />;
}

function LiveDelivery({ requestId, deliveryId }: { requestId: string; deliveryId: string }) {
  const appId = useAppId();
  const answers = useQueryClient();
  const delivery = useQuery({
    ...deliveryQuery(appId, deliveryId),
    refetchInterval: ({ state: { data } }) => (data !== undefined && LAST.has(data.status) ? false : POLL_MS),
  });
  const refresh = () => void answers.invalidateQueries({ queryKey: deliveryKey(appId, deliveryId) });
  const isLive = useLiveEvents(appId, { notificationId: requestId }, refresh);
  // What happened before the stream was open was not heard.
  useEffect(() => {
    if (isLive) void answers.invalidateQueries({ queryKey: deliveryKey(appId, deliveryId) });
  }, [isLive, answers, appId, deliveryId]);
  if (delivery.isError) return <ProblemView error={delivery.error} onRetry={() => void delivery.refetch()} />;
  if (delivery.data === undefined) return <LoadingView rows={3} />;
  const { status, reason } = delivery.data;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Title order={3} size="h5">
          What became of it
        </Title>
        <StatusBadge status={status} />
        {!LAST.has(status) && <LiveBadge isOpen={isLive} />}
      </Group>
      <Text size="sm" role="status">
        {STATUS_LOOKS[status].means}.
      </Text>
      {reason !== null && <ReasonView reason={reason} />}
      <DeliveryTimeline delivery={delivery.data} />
      <Anchor component={Link} to={`/apps/${appId}/deliveries/${deliveryId}`} size="sm">
        Everything about this delivery
      </Anchor>
    </Stack>
  );
}
