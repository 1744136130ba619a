import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { SessionApp } from '../api/herald.types.js';
import { useSession } from '../session/session.query.js';

const LAST_APP = 'herald.app';

/** The app that the address names, else the one looked at last, else the oldest; undefined while there is none. */
export function useCurrentApp(): SessionApp | undefined {
  const { appId } = useParams({ strict: false });
  const { apps } = useSession();
  useEffect(() => {
    if (appId !== undefined) localStorage.setItem(LAST_APP, appId);
  }, [appId]);
  const wanted = appId ?? localStorage.getItem(LAST_APP);
  return apps.find(({ id }) => id === wanted) ?? (appId === undefined ? apps[0] : undefined);
}

/** The id of the app that a page is about. */
export function useAppId(): string {
  const { appId } = useParams({ strict: false });
  if (appId === undefined) throw new Error('This page has no app in its address');
  return appId;
}
