import { type QueryKey, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { SESSION_KEY } from '../session/session.query.js';

/**
 * A change of what the settings show: the lists under `key`, and the session, which names apps and one's own role, are
 * read anew when it is done.
 */
export function useSettingsChange<Made>(
  key: QueryKey,
  change: () => Promise<Made>,
  onDone: (made: Made) => void,
): UseMutationResult<Made, Error, void> {
  const answers = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (made) => {
      onDone(made);
      await Promise.all([
        answers.invalidateQueries({ queryKey: key }),
        answers.invalidateQueries({ queryKey: SESSION_KEY }),
      ]);
    },
  });
}
