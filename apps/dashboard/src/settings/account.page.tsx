import { Paper, SegmentedControl, Stack, Text, Title, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from '../display/page.header.js';
import { useSession } from '../session/session.query.js';
import { OwnSessionsView } from './own-sessions.view.js';
import { PasswordForm } from './password.form.js';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
] as const;

/** One’s own password, sessions and colours. */
export function AccountPage() {
  const { member } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <PageHeader
        title="My account"
        description={
          <span className="foreign">
            {member.email}, {member.role === 'admin' ? 'admin' : 'viewer: may look, not change'}
          </span>
        }
      />
      <Stack gap="lg">
        <Section title="Password">
          <PasswordForm />
        </Section>
        <Section
          title="Sessions"
          text="Browsers in which you are signed in. Unused for 8 hours, a session ends by itself."
        >
          <OwnSessionsView />
        </Section>
        <Section title="Colours" text="For this browser.">
          <SegmentedControl
            aria-label="Colours"
            data={[...SCHEMES]}
            value={colorScheme}
            onChange={setColorScheme}
            maw="100%"
          />
        </Section>
      </Stack>
    </>
  );
}

function Section({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4">
        {title}
      </Title>
      {text !== undefined && (
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      )}
      <div style={{ marginTop: 'var(--mantine-spacing-sm)' }}>{children}</div>
    </Paper>
  );
}
