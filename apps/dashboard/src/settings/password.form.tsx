import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answered, ownApi } from '../api/herald.api.js';
import { HeraldProblem, faultAt } from '../api/herald.problem.js';
import { showDone } from '../display/problem.notice.js';
import { ProblemView } from '../display/problem.view.js';
import { SESSION_KEY, begun, useSession } from '../session/session.query.js';
import { OWN_SESSIONS_KEY } from './own-session.query.js';

/** What passwords have to be; the server says the same. */
const LENGTH = { min: 12, max: 256 } as const;

const RULES = `${LENGTH.min} to ${LENGTH.max} characters, not made of your e-mail address, and no simple pattern. A few words are easy to keep in mind.`;

/** Changes one’s own password; every other session ends. */
export function PasswordForm() {
  const { member } = useSession();
  const answers = useQueryClient();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: () => answered(ownApi.PUT('/v3/session/password', { body: { currentPassword, newPassword } })),
    onSuccess: (session) => {
      answers.setQueryData(SESSION_KEY, begun(session));
      void answers.invalidateQueries({ queryKey: OWN_SESSIONS_KEY });
      setCurrent('');
      setNew('');
      showDone('The password is changed. Your other sessions have ended.');
    },
  });
  const isRefused = change.error instanceof HeraldProblem && change.error.kind === 'sign-in-refused';
  const faults = {
    current: isRefused ? 'This is not your password' : faultAt(change.error, 'currentPassword'),
    new: faultAt(change.error, 'newPassword'),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={440}>
        {change.isError && faults.current === undefined && faults.new === undefined && (
          <ProblemView error={change.error} />
        )}
        <input type="email" autoComplete="username" value={member.email} readOnly hidden />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          value={currentPassword}
          error={faults.current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description={RULES}
          autoComplete="new-password"
          required
          minLength={LENGTH.min}
          maxLength={LENGTH.max}
          value={newPassword}
          error={faults.new}
          onChange={(event) => setNew(event.currentTarget.value)}
        />
        <Button type="submit" loading={change.isPending} w="fit-content">
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
