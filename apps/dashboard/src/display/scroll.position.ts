import { useSyncExternalStore } from 'react';

/** What counts as the top: a little may be scrolled without looking elsewhere. */
const TOP_PX = 120;

/** Whether the beginning of the page is looked at. */
export function useIsAtTop(): boolean {
  return useSyncExternalStore(subscribe, () => window.scrollY < TOP_PX);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('scroll', changed, { passive: true });
  return () => window.removeEventListener('scroll', changed);
}
