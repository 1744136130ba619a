import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { faultAt } from '../api/herald.problem.js';
import type { Member } from '../api/herald.types.js';
import { showDone } from '../display/problem.notice.js';
import { DialogForm } from './dialog.form.js';
import { type MemberAct, shownLink } from './member.acts.js';
import { inviteMember, useMemberChange } from './member.query.js';
import type { ShownOnce } from './shown-once.dialog.js';

const ROLES: { value: Member['role']; label: string }[] = [
  { value: 'viewer', label: 'Viewer: may look, not change' },
  { value: 'admin', label: 'Admin: may change everything' },
];

/** Invites somebody; the link to hand over goes to `onMade`. */
export function InviteForm({ onMade, onCancel }: { onMade: (shown: ShownOnce) => void; onCancel: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Member['role']>('viewer');
  const change = useMemberChange(
    () => inviteMember(email.trim(), role),
    ({ member, link }) => onMade(shownLink(`${member.email} is invited`, link)),
  );
  return (
    <DialogForm change={change} fields={['email', 'role']} submitLabel="Make the link" onCancel={onCancel}>
      <Text size="sm">You get a link that sets the password, to hand over. Herald sends no mail.</Text>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="off"
        data-autofocus
        required
        value={email}
        error={faultAt(change.error, 'email')}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        data={ROLES}
        value={role}
        error={faultAt(change.error, 'role')}
        onChange={(event) => setRole(event.currentTarget.value as Member['role'])}
      />
    </DialogForm>
  );
}

/** Asks before something is done with a member, and says why where it is refused. */
export function MemberActForm({
  member,
  act,
  onDone,
}: {
  member: Member;
  act: MemberAct;
  onDone: (shown?: ShownOnce) => void;
}) {
  const change = useMemberChange(
    () => act.carryOut(member),
    (shown) => {
      showDone(act.done);
      onDone(shown);
    },
  );
  return (
    <DialogForm
      change={change}
      submitLabel={act.label}
      color={act.isHarsh ? 'red' : undefined}
      onCancel={() => onDone()}
    >
      <Text fw={600} className="foreign">
        {member.email}
      </Text>
      <Text size="sm">{act.text}</Text>
    </DialogForm>
  );
}
