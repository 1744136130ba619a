import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { answered, appApi } from '../api/herald.api.js';
import type { Integration, StatisticsRow } from '../api/herald.types.js';
import { useLiveEvents } from '../live/live.events.js';
import { type EventSeries, type Tally, eventSeries, intervalStarts, tallies } from './event.counts.js';
import { type Period, type TimeSpanSearch, periodOf } from './time-span.search.js';

/** Events are counted about a second after they were recorded; this is late enough, and seldom enough. */
const REFRESH_AFTER_MS = 3_000;

/** Under load they are counted later: so long after the last event the counts are read once more. */
const REFRESH_AGAIN_AFTER_MS = 10_000;

/** A span up to now moves on also when nothing happens. */
const REFRESH_EVERY_MS = 60_000;

/** Most pages of tenants that are read; each has thousands. */
const TENANT_PAGES = 4;

/** The browser's time zone: where hours and days begin. */
export const TIME_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

type Dimension = 'type' | 'channel' | 'provider' | 'reason' | 'tenant';
type Wanted = { groupBy: Dimension[]; total: boolean; type?: 'discarded' };

/** Everything that the overview shows, counted over the same time. */
export interface Overview {
  period: Period;
  series: EventSeries;
  reasons: Tally<'reason'>[];
  routes: Tally<'channel' | 'provider'>[];
  /** Customers of the app on whose behalf something was sent; empty where there are none. */
  tenants: Tally<'tenant'>[];
  /** False where there are more tenants than were read. */
  hasAllTenants: boolean;
}

/** The counts of a span of time; they stay while those of another span of the app are on their way. */
export function overviewQuery(appId: string, search: TimeSpanSearch) {
  return queryOptions<Overview>({
    queryKey: ['app', appId, 'overview', search],
    queryFn: ({ signal }) => readOverview(appId, periodOf(search, Date.now()), signal),
    refetchInterval: REFRESH_EVERY_MS,
    placeholderData: (before, query) => (query?.queryKey[1] === appId ? before : undefined),
  });
}

/** How far a newcomer has come. */
export interface Beginning {
  hasDeliveries: boolean;
  integrations: Integration[];
}

/** Whether anything was ever sent in the app, and through what it could be. */
export function beginningQuery(appId: string) {
  return queryOptions({
    queryKey: ['app', appId, 'overview', 'beginning'],
    queryFn: async ({ signal }): Promise<Beginning> => {
      const [deliveries, integrations] = await Promise.all([
        answered(appApi(appId).GET('/v3/deliveries', { params: { query: { limit: 1 } }, signal })),
        answered(appApi(appId).GET('/v3/integrations', { signal })),
      ]);
      return { hasDeliveries: deliveries.data.length > 0, integrations: integrations.data };
    },
  });
}

/**
 * Reads the overview of an app anew when something happens in it, at most every few seconds.
 *
 * @returns whether events are heard of
 */
export function useOverviewRefresh(appId: string): boolean {
  const answers = useQueryClient();
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      for (const timer of [soon, later]) {
        clearTimeout(timer.current);
        timer.current = undefined;
      }
    },
    [],
  );
  return useLiveEvents(appId, {}, () => {
    const refresh = () => void answers.invalidateQueries({ queryKey: ['app', appId, 'overview'] });
    soon.current ??= setTimeout(() => {
      soon.current = undefined;
      refresh();
      clearTimeout(later.current);
      later.current = setTimeout(refresh, REFRESH_AGAIN_AFTER_MS);
    }, REFRESH_AFTER_MS);
  });
}

async function readOverview(appId: string, period: Period, signal: AbortSignal): Promise<Overview> {
  const read = (wanted: Wanted, pages?: number) => readRows(appId, period, wanted, signal, pages);
  const [curve, reasons, routes, tenants] = await Promise.all([
    read({ groupBy: ['type'], total: false }),
    read({ groupBy: ['reason'], total: true, type: 'discarded' }),
    read({ groupBy: ['channel', 'provider', 'type'], total: true }),
    read({ groupBy: ['tenant', 'type'], total: true }, TENANT_PAGES),
  ]);
  const ofTenants = tallies(tenants.rows, ['tenant']);
  return {
    period,
    series: eventSeries(curve.rows, intervalStarts(period, TIME_ZONE)),
    reasons: tallies(reasons.rows, ['reason']),
    routes: tallies(routes.rows, ['channel', 'provider']),
    tenants: ofTenants.some(({ of }) => of.tenant !== null) ? ofTenants : [],
    hasAllTenants: tenants.isWhole,
  };
}

async function readRows(
  appId: string,
  { fromMs, toMs, interval }: Period,
  wanted: Wanted,
  signal: AbortSignal,
  pages = Infinity,
): Promise<{ rows: StatisticsRow[]; isWhole: boolean }> {
  const rows: StatisticsRow[] = [];
  let after: string | null | undefined;
  for (let page = 0; page < pages && after !== null; page += 1) {
    const query = {
      ...wanted,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      interval,
      timezone: TIME_ZONE,
      ...(after !== undefined && { after }),
    };
    // One page names the place of the next.
    const answer: { data: StatisticsRow[]; next: string | null } = await answered(
      appApi(appId).GET('/v3/stats', {
        params: { query },
        querySerializer: { array: { style: 'form', explode: false } },
        signal,
      }),
    );
    rows.push(...answer.data);
    after = answer.next;
  }
  return { rows, isWhole: after === null };
}
