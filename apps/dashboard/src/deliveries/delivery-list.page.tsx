import { Box, Button, Group, Loader, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useAppId } from '../app/current.app.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { useIsAtTop } from '../display/scroll.position.js';
import { LiveBadge } from '../live/live.badge.js';
import { DeliveryList } from './delivery.list.view.js';
import { deliveryListQuery } from './delivery.query.js';
import type { DeliverySearch } from './delivery.search.js';
import { ExportMenu } from './export.menu.js';
import { FilterBar } from './filter.bar.view.js';
import { useNewestDeliveries } from './newest.deliveries.js';
import { NothingMatches, NothingSent } from './no.deliveries.view.js';

/** Every delivery of an app, newest first, narrowed as the address says. */
export function DeliveryListPage() {
  const appId = useAppId();
  const search = useSearch({ from: '/member/apps/$appId/deliveries' });
  const navigate = useNavigate();
  const isAtTop = useIsAtTop();
  const isOpen = useNewestDeliveries(appId, search, isAtTop);
  const onSearch = useCallback(
    (wanted: DeliverySearch) =>
      void navigate({ to: '/apps/$appId/deliveries', params: { appId }, search: wanted, replace: true }),
    [appId, navigate],
  );
  return (
    <>
      <PageHeader title="Deliveries">
        <LiveBadge isOpen={isOpen} />
        <ExportMenu appId={appId} search={search} />
      </PageHeader>
      <FilterBar appId={appId} search={search} onSearch={onSearch} />
      <FoundDeliveries appId={appId} search={search} onClear={() => onSearch({})} />
      {!isAtTop && (
        <Button className="back-to-top" size="compact-md" onClick={() => window.scrollTo({ top: 0 })}>
          Back to the newest
        </Button>
      )}
    </>
  );
}

function FoundDeliveries({ appId, search, onClear }: { appId: string; search: DeliverySearch; onClear: () => void }) {
  const found = useInfiniteQuery(deliveryListQuery(appId, search));
  const { data, isFetching, isError, hasNextPage, hasPreviousPage, fetchNextPage, fetchPreviousPage } = found;
  const held = useMemo(
    () => ({ deliveries: data?.pages.flatMap((page) => page.data) ?? [], before: data?.pageParams[0]?.offset ?? 0 }),
    [data],
  );
  const mayRead = !isFetching && !isError;
  const onNearStart = useCallback(() => {
    if (mayRead && hasPreviousPage) void fetchPreviousPage();
  }, [mayRead, hasPreviousPage, fetchPreviousPage]);
  const onNearEnd = useCallback(() => {
    if (mayRead && hasNextPage) void fetchNextPage();
  }, [mayRead, hasNextPage, fetchNextPage]);
  if (found.isPending) return <LoadingView rows={10} rowHeight={52} />;
  if (data === undefined) return <ProblemView error={found.error} onRetry={() => void found.refetch()} />;
  const isEmpty = held.before + held.deliveries.length === 0 && !hasNextPage && !isError;
  if (isEmpty && found.isPlaceholderData) return <LoadingView rows={10} rowHeight={52} />;
  if (isEmpty) return isNarrowed(search) ? <NothingMatches onClear={onClear} /> : <NothingSent appId={appId} />;
  return (
    <Box opacity={found.isPlaceholderData ? 0.55 : undefined} aria-busy={isFetching}>
      <DeliveryList appId={appId} held={held} onNearStart={onNearStart} onNearEnd={onNearEnd} />
      {isError && <ProblemView error={found.error} onRetry={() => void fetchNextPage()} />}
      {hasNextPage && !isError && <LookingFurther />}
      {!hasNextPage && <EndOfList count={held.before + held.deliveries.length} />}
    </Box>
  );
}

function isNarrowed(search: DeliverySearch): boolean {
  return Object.keys(search).length > 0;
}

function LookingFurther() {
  return (
    <Group justify="center" gap="xs" py="lg" role="status">
      <Loader size="xs" aria-hidden />
      <Text size="sm" c="dimmed">
        Looking further back …
      </Text>
    </Group>
  );
}

const NUMBER = new Intl.NumberFormat();

function EndOfList({ count }: { count: number }) {
  return (
    <Text size="sm" c="dimmed" ta="center" py="lg">
      {count === 1 ? 'That is the only one.' : `These are all ${NUMBER.format(count)}.`}
    </Text>
  );
}
