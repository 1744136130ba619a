import { type UseMutationResult, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answered, ownApi } from '../api/herald.api.js';
import type { Member } from '../api/herald.types.js';
import { SESSION_KEY } from '../session/session.query.js';

const MEMBERS_KEY = ['members'] as const;

/** Everybody who may sign in, by address. Viewers are refused. */
export const membersQuery = queryOptions({
  queryKey: MEMBERS_KEY,
  queryFn: async ({ signal }): Promise<Member[]> => (await answered(ownApi.GET('/v3/members', { signal }))).data,
});

/** A change of members: their list, and who oneself is, are read anew when it is done. */
export function useMemberChange<Made>(
  change: () => Promise<Made>,
  onDone: (made: Made) => void,
): UseMutationResult<Made, Error, void> {
  const answers = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (made) => {
      onDone(made);
      await Promise.all([
        answers.invalidateQueries({ queryKey: MEMBERS_KEY }),
        answers.invalidateQueries({ queryKey: SESSION_KEY }),
      ]);
    },
  });
}

/** Invites somebody; gives the link to hand over. */
export function inviteMember(email: string, role: Member['role']) {
  return answered(ownApi.POST('/v3/members', { body: { email, role } }));
}

/** Changes a member's role, or whether signing in is forbidden. */
export function changeMember(id: string, change: Partial<Pick<Member, 'role' | 'disabled'>>) {
  return answered(ownApi.PATCH('/v3/members/{id}', { params: { path: { id } }, body: change }));
}

/** Makes a link that sets a new password. */
export function resetMember(id: string) {
  return answered(ownApi.POST('/v3/members/{id}/reset', { params: { path: { id } } }));
}

/** Signs a member out everywhere. */
export function endMemberSessions(id: string) {
  return answered(ownApi.DELETE('/v3/members/{id}/sessions', { params: { path: { id } } }));
}
