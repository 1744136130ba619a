import { Anchor, Button, Group, Paper, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { HeraldProblem } from '../api/herald.problem.js';
import type { Integration, Provider } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { asSentence, propertyWords } from '../display/channel.words.js';
import { ProblemView } from '../display/problem.view.js';
import { useTestSend } from './integration.query.js';
import { TrialView } from './trial.view.js';

/** The user that test messages go to; its profile is what the form says. */
const TESTER = 'herald-test';

/** Sends one message through an integration, and shows what becomes of it. */
export function TestSendView({ integration, provider }: { integration: Integration; provider: Provider }) {
  const appId = useAppId();
  const send = useTestSend(appId, integration.id);
  return (
    <Paper withBorder p="md" component="section" aria-label="Test message">
      <Stack>
        <div>
          <Title order={2} size="h4">
            Send a test message
          </Title>
          <Text size="sm" c="dimmed">
            A real message to you, through this integration alone. The recipient is kept as the user{' '}
            <Anchor component={Link} to={`/apps/${appId}/users/${TESTER}`} underline="always">
              {TESTER}
            </Anchor>
            .
          </Text>
        </div>
        {integration.enabled ? (
          <TestSendForm
            provider={provider}
            isSending={send.isPending}
            error={send.error}
            onSend={(profile, message) => send.mutate({ recipient: { identifier: TESTER, ...profile }, message })}
          />
        ) : (
          <Text size="sm">It is switched off. Switch it on to send a test message.</Text>
        )}
        {send.data !== undefined && <TrialView key={send.data} requestId={send.data} />}
      </Stack>
    </Paper>
  );
}

function TestSendForm({
  provider,
  isSending,
  error,
  onSend,
}: {
  provider: Provider;
  isSending: boolean;
  error: Error | null;
  onSend: (profile: Readonly<Record<string, string>>, message: string | null) => void;
}) {
  const [profile, setProfile] = useState<Readonly<Record<string, string>>>({});
  const [message, setMessage] = useState('');
  const [isMissing, setMissing] = useState(false);
  const faultOf = (path: string) => {
    const fault = error instanceof HeraldProblem ? error.faultOf(path) : undefined;
    return fault === undefined ? undefined : asSentence(fault);
  };
  const given = Object.entries(profile).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(given.length === 0);
    if (given.length > 0) onSend(Object.fromEntries(given) as Record<string, string>, message.trim() || null);
  };
  const isPlaced = provider.profile.some(({ name }) => faultOf(`recipient.${name}`)) || faultOf('message');
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {provider.profile.map(({ name, help, example }, index) => (
          <TextInput
            key={name}
            label={propertyWords(name)}
            description={help}
            placeholder={example}
            withAsterisk={provider.profile.length === 1}
            aria-required={provider.profile.length === 1}
            autoComplete="off"
            error={faultOf(`recipient.${name}`) ?? (isMissing && index === 0 ? 'Say where it should go.' : undefined)}
            value={profile[name] ?? ''}
            onChange={(event) => {
              const text = event.currentTarget.value;
              setMissing(false);
              setProfile((before) => ({ ...before, [name]: text }));
            }}
          />
        ))}
        <Textarea
          label="Message"
          description="Leave it empty for a greeting of Herald’s."
          rows={2}
          resize="vertical"
          maxLength={4096}
          error={faultOf('message')}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        {error !== null && !isPlaced && <ProblemView error={error} />}
        <Group>
          <Button type="submit" loading={isSending}>
            Send
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
