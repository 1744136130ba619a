import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { answered, ownApi } from '../api/herald.api.js';
import { ProblemView } from '../display/problem.view.js';
import { EntranceView } from './entrance.view.js';
import { SESSION_KEY, begun } from './session.query.js';

/** Where members sign in; afterwards they are where they wanted to be. */
export function SignInPage() {
  const { next } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const answers = useQueryClient();
  const router = useRouter();
  const signIn = useMutation({
    mutationFn: () => answered(ownApi.POST('/v3/session', { body: { email, password } })),
    onSuccess: (session) => {
      answers.setQueryData(SESSION_KEY, begun(session));
      router.history.push(ownPath(next) ?? router.buildLocation({ to: '/' }).href);
    },
    onError: () => setPassword(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <EntranceView title="Sign in">
      <form onSubmit={submit}>
        <Stack>
          {signIn.isError && <ProblemView error={signIn.error} />}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </EntranceView>
  );
}

/** The address if it is a path of this dashboard: a link must not lead a member who has just signed in elsewhere. */
function ownPath(next: string | undefined): string | undefined {
  if (next === undefined) return undefined;
  const base = new URL(document.baseURI);
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  if (url?.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return undefined;
  return url.pathname + url.search + url.hash;
}
