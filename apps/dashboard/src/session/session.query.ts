import { queryOptions } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { answered, ownApi, setCsrfToken } from '../api/herald.api.js';
import { HeraldProblem } from '../api/herald.problem.js';
import type { Session } from '../api/herald.types.js';

/** Under which the session is kept. */
export const SESSION_KEY = ['session'] as const;

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return begun(await answered(ownApi.GET('/v3/session', { signal })));
    } catch (error) {
      if (error instanceof HeraldProblem && error.kind === 'unauthenticated') return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

/** The session, whose token changes are sent with from now on. */
export function begun(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}

/** The session of the page that is shown; it stays the same until another page takes its place. */
export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in, on pages that only members see. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('This page is for members who are signed in');
  return session;
}

/** Whether the member may change things; viewers only look. */
export function useIsAdmin(): boolean {
  return useSession().member.role === 'admin';
}
