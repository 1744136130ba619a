import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { HeraldProblem } from '../api/herald.problem.js';
import { SESSION_KEY } from '../session/session.query.js';

const RETRIES = 2;

/** What Herald answered, kept while pages use it. An answer that nobody is signed in ends the session here, too. */
export const answers: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSessionWhenRefused }),
  mutationCache: new MutationCache({ onError: endSessionWhenRefused }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < RETRIES && error instanceof HeraldProblem && error.isPassing,
    },
  },
});

function endSessionWhenRefused(error: unknown): void {
  if (error instanceof HeraldProblem && error.kind === 'unauthenticated') answers.setQueryData(SESSION_KEY, null);
}
