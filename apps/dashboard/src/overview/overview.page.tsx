import { Group, SimpleGrid, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useAppId } from '../app/current.app.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { LiveBadge } from '../live/live.badge.js';
import { DiscardsView } from './discards.view.js';
import { EventRateView } from './event-rate.view.js';
import { sumOf } from './event.counts.js';
import { FirstStepsView } from './first-steps.view.js';
import { FunnelView } from './funnel.view.js';
import { type Overview, TIME_ZONE, beginningQuery, overviewQuery, useOverviewRefresh } from './overview.query.js';
import { RoutesView, TenantsView } from './routes.view.js';
import { TimeSpanForm } from './time-span.form.js';
import type { Period } from './time-span.search.js';

/** How messages fare: how many were sent, delivered, seen and discarded, when, why and through what. */
export function OverviewPage() {
  const appId = useAppId();
  const search = useSearch({ from: '/member/apps/$appId/overview' });
  const overview = useQuery(overviewQuery(appId, search));
  const beginning = useQuery(beginningQuery(appId));
  const isLive = useOverviewRefresh(appId);
  if (beginning.data?.hasDeliveries === false) {
    return (
      <>
        <PageHeader title="Overview">
          <LiveBadge isOpen={isLive} />
        </PageHeader>
        <FirstStepsView appId={appId} beginning={beginning.data} />
      </>
    );
  }
  const isReady = overview.data !== undefined && !beginning.isPending;
  return (
    <>
      <PageHeader title="Overview" description={<PeriodText period={overview.data?.period} />}>
        <LiveBadge isOpen={isLive} />
      </PageHeader>
      <Group mb="md" gap="md" align="flex-end">
        <TimeSpanForm search={search} period={overview.data?.period} />
      </Group>
      {overview.isError && <ProblemView error={overview.error} onRetry={() => void overview.refetch()} />}
      {isReady && overview.data !== undefined && <OverviewView appId={appId} overview={overview.data} />}
      {!isReady && !overview.isError && <OverviewLoading />}
    </>
  );
}

function OverviewView({ appId, overview }: { appId: string; overview: Overview }) {
  return (
    <Stack>
      <FunnelView counts={sumOf(overview.series)} />
      <EventRateView series={overview.series} period={overview.period} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md" style={{ alignItems: 'start' }}>
        <DiscardsView appId={appId} reasons={overview.reasons} />
        <Stack>
          <RoutesView appId={appId} routes={overview.routes} />
          <TenantsView appId={appId} tenants={overview.tenants} hasAll={overview.hasAllTenants} />
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}

const periodFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function PeriodText({ period }: { period: Period | undefined }) {
  return (
    <Text size="sm" c="dimmed" mih="1.55em">
      {period !== undefined && (
        <>
          {periodFormat.formatRange(period.fromMs, period.toMs)} ({TIME_ZONE}), in whole {period.interval}s
        </>
      )}
    </Text>
  );
}

/** As high as what comes. */
function OverviewLoading() {
  return (
    <Stack role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      <SimpleGrid cols={{ base: 2, lg: 4 }} spacing={{ base: 'xs', sm: 'md' }}>
        {['sent', 'delivered', 'seen', 'discarded'].map((name) => (
          <Skeleton key={name} height={148} />
        ))}
      </SimpleGrid>
      <Skeleton height={380} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Skeleton height={220} />
        <Skeleton height={220} />
      </SimpleGrid>
    </Stack>
  );
}
