import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useLiveEvents } from '../live/live.events.js';
import { type DeliveryPages, withNewest } from './delivery.pages.js';
import { deliveryListQuery, newestDeliveries } from './delivery.query.js';
import { type DeliverySearch, concerns } from './delivery.search.js';

/** Least time between two readings of what is new. */
const QUIET_MS = 2_000;

/**
 * Keeps the beginning of a list up to date while it is looked at.
 *
 * @param isAtTop whether the beginning is looked at now; elsewhere nothing moves
 * @returns whether events are heard
 */
export function useNewestDeliveries(appId: string, search: DeliverySearch, isAtTop: boolean): boolean {
  const isBehind = useRef(true);
  const isWanted = useRef(isAtTop);
  const readNewest = useReadNewest(appId, search, isWanted);
  const catchUp = useThrottled(async () => {
    if (!isBehind.current || !isWanted.current) return;
    isBehind.current = false;
    isBehind.current = !(await readNewest()) || isBehind.current;
  });
  useEffect(() => {
    isWanted.current = isAtTop;
    if (isAtTop) catchUp();
  }, [isAtTop, catchUp]);
  const isOpen = useLiveEvents(appId, {}, (event) => {
    if (!concerns(search, event)) return;
    isBehind.current = true;
    catchUp();
  });
  // What happened before the stream was open was not heard.
  useEffect(() => {
    if (!isOpen) return;
    isBehind.current = true;
    catchUp();
  }, [isOpen, catchUp]);
  return isOpen;
}

/** Gives a function that reads what is new into the list, and tells whether the list now has it. */
function useReadNewest(
  appId: string,
  search: DeliverySearch,
  isWanted: { readonly current: boolean },
): () => Promise<boolean> {
  const answers = useQueryClient();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  return useCallback(async () => {
    const { queryKey } = deliveryListQuery(appId, search);
    if (answers.getQueryData<DeliveryPages>(queryKey) === undefined) return true;
    running.current?.abort();
    running.current = new AbortController();
    try {
      const newest = await newestDeliveries(appId, search, running.current.signal);
      // A part that is being read begins where the list ends now.
      if (!isWanted.current || answers.isFetching({ queryKey, exact: true }) > 0) return false;
      answers.setQueryData<DeliveryPages>(queryKey, (list) => list && withNewest(list, newest));
      return true;
    } catch {
      // The next event tries it again; meanwhile the badge tells that Herald is away.
      return false;
    }
  }, [answers, appId, search, isWanted]);
}

/** The function, run at once and then no more often than every `QUIET_MS`; what was asked meanwhile runs at the end. */
function useThrottled(run: () => Promise<void>): () => void {
  const latest = useRef(run);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastRun = useRef(0);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    clearTimeout(timer.current);
    const waitMs = Math.max(0, lastRun.current + QUIET_MS - Date.now());
    timer.current = setTimeout(() => {
      lastRun.current = Date.now();
      void latest.current();
    }, waitMs);
  }, []);
}
