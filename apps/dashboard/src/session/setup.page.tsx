import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { answered, ownApi } from '../api/herald.api.js';
import { HeraldProblem } from '../api/herald.problem.js';
import { LoadingView } from '../display/loading.view.js';
import { ProblemView } from '../display/problem.view.js';
import { TimeText } from '../display/time.text.js';
import { EntranceView } from './entrance.view.js';
import { SESSION_KEY, begun } from './session.query.js';

const TITLES = { first_admin: 'Set Herald up', invitation: 'Join Herald', reset: 'Choose a new password' } as const;
const MIN_LENGTH = 12;

/** Where a one-time link leads: whoever has it chooses a password, and is signed in. The token stands behind the `#`, which browsers do not send. */
export function SetupPage() {
  const [token] = useState(() => location.hash.slice(1));
  const link = useQuery({
    queryKey: ['setup', token],
    queryFn: () => answered(ownApi.POST('/v3/setup/check', { body: { token } })),
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: 0,
  });
  if (token === '') {
    return (
      <EntranceView title="Set Herald up">
        <Alert color="yellow">Open the whole one-time link: its last part, behind the #, is missing.</Alert>
      </EntranceView>
    );
  }
  if (link.isError) {
    return (
      <EntranceView title="Set Herald up">
        <ProblemView error={link.error} onRetry={() => void link.refetch()} />
      </EntranceView>
    );
  }
  if (link.data === undefined) {
    return (
      <EntranceView title="Set Herald up">
        <LoadingView rows={3} />
      </EntranceView>
    );
  }
  return (
    <EntranceView title={TITLES[link.data.purpose]}>
      <Text size="sm" c="dimmed">
        This link can be used once; it ends <TimeText at={link.data.expiresAt} />.
      </Text>
      <PasswordForm token={token} email={link.data.email} />
    </EntranceView>
  );
}

function PasswordForm({ token, email: known }: { token: string; email: string | null }) {
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const answers = useQueryClient();
  const navigate = useNavigate();
  const use = useMutation({
    mutationFn: () =>
      answered(ownApi.POST('/v3/setup', { body: { token, password, ...(known === null ? { email } : {}) } })),
    onSuccess: (session) => {
      answers.setQueryData(SESSION_KEY, begun(session));
      void navigate({ to: '/', replace: true });
    },
  });
  const faultOf = (path: string) => (use.error instanceof HeraldProblem ? use.error.faultOf(path) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    use.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {use.isError && faultOf('email') === undefined && faultOf('password') === undefined && (
          <ProblemView error={use.error} />
        )}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          readOnly={known !== null}
          value={email}
          error={faultOf('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          description={`At least ${MIN_LENGTH} characters; a few words are easy to keep in mind.`}
          autoComplete="new-password"
          required
          minLength={MIN_LENGTH}
          value={password}
          error={faultOf('password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={use.isPending}>
          Save and sign in
        </Button>
      </Stack>
    </form>
  );
}
