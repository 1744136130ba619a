import { Group, Paper, Text, Title } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { DeliveryTable } from '../deliveries/delivery.table.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageLink } from '../display/page.link.js';
import { ProblemView } from '../display/problem.view.js';
import { LiveBadge } from '../live/live.badge.js';
import { useLiveEvents } from '../live/live.events.js';
import { userDeliveriesKey, userDeliveriesQuery } from './user.query.js';

const QUIET_MS = 2_000;

/** What a user was sent last; it grows while it is looked at. */
export function UserDeliveries({ appId, identifier }: { appId: string; identifier: string }) {
  const answers = useQueryClient();
  const deliveries = useQuery(userDeliveriesQuery(appId, identifier));
  const refresh = useThrottledCallback(
    () => void answers.invalidateQueries({ queryKey: userDeliveriesKey(appId, identifier) }),
    QUIET_MS,
  );
  const isOpen = useLiveEvents(appId, {}, ({ recipient }) => {
    if (recipient === identifier) refresh();
  });
  // What happened before the stream was open was not heard.
  useEffect(() => {
    if (isOpen) void answers.invalidateQueries({ queryKey: userDeliveriesKey(appId, identifier) });
  }, [isOpen, answers, appId, identifier]);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="deliveries" miw={0}>
      <Group justify="space-between" mb="xs">
        <Group gap="sm">
          <Title order={2} size="h4" id="deliveries">
            Latest deliveries
          </Title>
          <LiveBadge isOpen={isOpen} />
        </Group>
        <PageLink to="/apps/$appId/deliveries" params={{ appId }} search={{ recipient: identifier }} size="sm">
          All of their deliveries
        </PageLink>
      </Group>
      {deliveries.isPending && <LoadingView rows={3} />}
      {deliveries.isError && <ProblemView error={deliveries.error} onRetry={() => void deliveries.refetch()} />}
      {deliveries.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was sent to them yet.
        </Text>
      )}
      {deliveries.data !== undefined && deliveries.data.length > 0 && (
        <DeliveryTable appId={appId} deliveries={deliveries.data} />
      )}
    </Paper>
  );
}
