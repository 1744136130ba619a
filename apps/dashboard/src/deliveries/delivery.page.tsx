import { Group, Paper, SimpleGrid, Stack, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { useAppId } from '../app/current.app.js';
import type { DeliveryDetail } from '../api/herald.types.js';
import { PageLink } from '../display/page.link.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { ReasonView } from '../display/reason.view.js';
import { LiveBadge } from '../live/live.badge.js';
import { useLiveEvents } from '../live/live.events.js';
import { useIsAdmin } from '../session/session.query.js';
import { CancelButton } from './cancel.button.js';
import { DeliveryContent } from './delivery.content.view.js';
import { DeliveryFacts } from './delivery.facts.view.js';
import { deliveryKey, deliveryQuery } from './delivery.query.js';
import { DeliveryTimeline } from './delivery.timeline.view.js';
import { ResendButton } from './resend.button.js';
import { ResendNotes } from './resend.notes.view.js';
import { WaitingView } from './waiting.view.js';

/** A delivery with everything that is known of it; it grows while something happens. */
export function DeliveryPage() {
  const appId = useAppId();
  const { deliveryId } = useParams({ from: '/member/apps/$appId/deliveries/$deliveryId' });
  const delivery = useQuery(deliveryQuery(appId, deliveryId));
  return (
    <>
      <PageLink to="/apps/$appId/deliveries" params={{ appId }} size="sm">
        <Group component="span" gap={4} wrap="nowrap">
          <IconArrowLeft size={14} aria-hidden />
          Deliveries
        </Group>
      </PageLink>
      {delivery.data !== undefined ? (
        <KnownDelivery key={deliveryId} appId={appId} delivery={delivery.data} />
      ) : (
        <>
          <PageHeader title="Delivery" />
          {delivery.isError ? (
            <ProblemView error={delivery.error} onRetry={() => void delivery.refetch()} />
          ) : (
            <LoadingView rows={4} rowHeight={120} />
          )}
        </>
      )}
    </>
  );
}

function KnownDelivery({ appId, delivery }: { appId: string; delivery: DeliveryDetail }) {
  const isAdmin = useIsAdmin();
  const answers = useQueryClient();
  const { id, requestId } = delivery;
  const refresh = useCallback(
    () => void answers.invalidateQueries({ queryKey: deliveryKey(appId, id) }),
    [answers, appId, id],
  );
  const isOpen = useLiveEvents(appId, { notificationId: requestId }, ({ deliveryId }) => {
    if (deliveryId === id) refresh();
  });
  // What happened before the stream was open was not heard.
  useEffect(() => {
    if (isOpen) refresh();
  }, [isOpen, refresh]);
  return (
    <>
      <PageHeader title="Delivery">
        <LiveBadge isOpen={isOpen} />
        {isAdmin && delivery.waiting !== null && <CancelButton appId={appId} delivery={delivery} />}
        {isAdmin && <ResendButton appId={appId} delivery={delivery} />}
      </PageHeader>
      <Stack gap="md">
        <DeliveryFacts appId={appId} delivery={delivery} />
        {delivery.reason !== null && <ReasonView reason={delivery.reason} />}
        {delivery.waiting !== null && <WaitingView waiting={delivery.waiting} />}
        <ResendNotes appId={appId} delivery={delivery} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" verticalSpacing="md">
          <Paper withBorder p="md" component="section" aria-labelledby="timeline">
            <Title order={2} size="h4" id="timeline" mb="md">
              Timeline
            </Title>
            <DeliveryTimeline delivery={delivery} />
          </Paper>
          <DeliveryContent delivery={delivery} />
        </SimpleGrid>
      </Stack>
    </>
  );
}
