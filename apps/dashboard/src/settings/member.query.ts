import { queryOptions } from '@tanstack/react-query';
import { answered, ownApi } from '../api/herald.api.js';
import type { Member } from '../api/herald.types.js';
import { useSettingsChange } from './settings.change.js';

const MEMBERS_KEY = ['members'] as const;

/** Everybody who may sign in, by address. Viewers are refused. */
export const membersQuery = queryOptions({
  queryKey: MEMBERS_KEY,
  queryFn: async ({ signal }): Promise<Member[]> => (await answered(ownApi.GET('/v3/members', { signal }))).data,
});

/** A change of members: what shows them is read anew when it is done. */
export function useMemberChange<Made>(change: () => Promise<Made>, onDone: (made: Made) => void) {
  return useSettingsChange(MEMBERS_KEY, change, onDone);
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
