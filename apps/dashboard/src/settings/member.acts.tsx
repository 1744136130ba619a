import type { ReactNode } from 'react';
import type { Member, OneTimeLink } from '../api/herald.types.js';
import { ExactTime } from '../display/time.text.js';
import { changeMember, endMemberSessions, resetMember } from './member.query.js';
import type { ShownOnce } from './shown-once.dialog.js';

/** Something that an admin can do with a member. */
export interface MemberAct {
  id: string;
  label: string;
  /** Asked before it is done. */
  title: string;
  /** What will happen. */
  text: string;
  /** Said when it is done. */
  done: string;
  isHarsh: boolean;
  isFor: (member: Member) => boolean;
  carryOut: (member: Member) => Promise<ShownOnce | undefined>;
}

/** Without anything to be shown once. */
async function quietly(change: Promise<unknown>): Promise<undefined> {
  await change;
}

/** Everything that an admin can do with a member, in the order of the menu. */
export const MEMBER_ACTS: readonly MemberAct[] = [
  {
    id: 'promote',
    label: 'Make admin',
    title: 'Make this member admin?',
    text: 'Admins may change everything: channels, secrets, members.',
    done: 'The member is an admin now.',
    isHarsh: false,
    isFor: ({ role }) => role === 'viewer',
    carryOut: ({ id }) => quietly(changeMember(id, { role: 'admin' })),
  },
  {
    id: 'demote',
    label: 'Make viewer',
    title: 'Make this admin a viewer?',
    text: 'Viewers may look at everything but change nothing.',
    done: 'The member is a viewer now.',
    isHarsh: false,
    isFor: ({ role }) => role === 'admin',
    carryOut: ({ id }) => quietly(changeMember(id, { role: 'viewer' })),
  },
  {
    id: 'reset',
    label: 'Reset password',
    title: 'Make a link that sets a new password?',
    text: 'You get a link to hand over; Herald sends nothing. The old password works until the link is used: disable the member where it must not.',
    done: 'The link is made.',
    isHarsh: false,
    isFor: ({ disabled }) => !disabled,
    carryOut: async ({ id, email }) => shownLink(`A link for ${email}`, await resetMember(id)),
  },
  {
    id: 'endSessions',
    label: 'End sessions',
    title: 'End all sessions of this member?',
    text: 'Every browser of the member is signed out at once. The password stays.',
    done: 'The member is signed out everywhere.',
    isHarsh: true,
    isFor: ({ hasPassword }) => hasPassword,
    carryOut: ({ id }) => quietly(endMemberSessions(id)),
  },
  {
    id: 'disable',
    label: 'Disable',
    title: 'Disable this member?',
    text: 'The member is signed out everywhere and cannot sign in until somebody enables them again.',
    done: 'The member is disabled.',
    isHarsh: true,
    isFor: ({ disabled }) => !disabled,
    carryOut: ({ id }) => quietly(changeMember(id, { disabled: true })),
  },
  {
    id: 'enable',
    label: 'Enable',
    title: 'Enable this member?',
    text: 'The member can sign in again, with the password of before.',
    done: 'The member is enabled.',
    isHarsh: false,
    isFor: ({ disabled }) => disabled,
    carryOut: ({ id }) => quietly(changeMember(id, { disabled: false })),
  },
];

/** A one-time link, to be handed to whom it is for. */
export function shownLink(title: string, { url, expiresAt }: OneTimeLink): ShownOnce {
  return { title, warning: <LinkWarning expiresAt={expiresAt} />, fields: [{ label: 'One-time link', value: url }] };
}

function LinkWarning({ expiresAt }: { expiresAt: string }): ReactNode {
  return (
    <>
      Hand it over in private: whoever opens it first sets the password. It works once, until{' '}
      <ExactTime at={expiresAt} />.
    </>
  );
}
