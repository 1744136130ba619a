import { Anchor, Button, CopyButton, Group, List, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { heraldUrl } from '../api/herald.api.js';
import { useCurrentApp } from '../app/current.app.js';
import { PageButton, PageLink } from '../display/page.link.js';
import { curlExample } from './curl.example.js';
import type { Beginning } from './overview.query.js';

/** What a newcomer does first, with what is done already: switch a channel on, send a test, call notify(). */
export function FirstStepsView({ appId, beginning }: { appId: string; beginning: Beginning }) {
  const [integration] = beginning.integrations.filter(({ enabled }) => enabled);
  return (
    <Stack>
      <div>
        <Title order={2} size="h3">
          Three steps to the first message
        </Title>
        <Text c="dimmed">Nothing was sent in this app yet. As soon as something is, this page shows how it fares.</Text>
      </div>
      <List listStyleType="none" spacing="md" type="ordered">
        <Step number={1} title="Switch a channel on" isDone={integration !== undefined}>
          <Text mb="sm">
            Choose a provider and give it the credentials of your account there. They are checked at once.
          </Text>
          <PageButton to="/apps/$appId/channels" params={{ appId }} variant={integration ? 'default' : 'filled'}>
            Go to the channels
          </PageButton>
        </Step>
        <Step number={2} title="Send a test" isDone={false}>
          <Text mb="sm">
            Send a message to yourself from the channel’s page, and watch it being sent, delivered and seen.
          </Text>
          {integration === undefined ? (
            <PageButton to="/apps/$appId/channels" params={{ appId }} variant="default">
              Choose a channel first
            </PageButton>
          ) : (
            <PageButton to="/apps/$appId/channels/$integrationId" params={{ appId, integrationId: integration.id }}>
              Send a test
            </PageButton>
          )}
        </Step>
        <Step number={3} title="Call notify() from your product" isDone={false}>
          <CurlExample />
        </Step>
      </List>
    </Stack>
  );
}

function Step({
  number,
  title,
  isDone,
  children,
}: {
  number: number;
  title: string;
  isDone: boolean;
  children: ReactNode;
}) {
  return (
    <List.Item styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block' } }}>
      <Paper withBorder p="md">
        <Group align="flex-start" wrap="nowrap">
          <ThemeIcon
            radius="xl"
            size="md"
            color={isDone ? 'green' : 'herald'}
            variant={isDone ? 'filled' : 'light'}
            aria-hidden
          >
            {isDone ? <IconCheck size={16} /> : number}
          </ThemeIcon>
          <div style={{ minWidth: 0, flex: 1 }}>
            <Title order={3} size="h4" mb={4}>
              {title}
              {isDone && (
                <Text span size="sm" c="dimmed" fw={400} ml={8}>
                  done
                </Text>
              )}
            </Title>
            {children}
          </div>
        </Group>
      </Paper>
    </List.Item>
  );
}

function CurlExample() {
  const app = useCurrentApp();
  const curl = curlExample(heraldUrl('v3/notifications'), app?.apiKey ?? '');
  return (
    <>
      <Text mb="sm">
        Put the app’s secret into <code>HERALD_API_SECRET</code>; a new one is made under{' '}
        <PageLink to="/settings/apps" underline="always">
          Apps and keys
        </PageLink>
        . Everything else is in the{' '}
        <Anchor href={heraldUrl('docs')} underline="always">
          description of the API
        </Anchor>
        .
      </Text>
      <Paper withBorder p="sm" bg="var(--mantine-color-default-hover)">
        <pre className="foreign-block" tabIndex={0} aria-label="Example of a call" style={{ margin: 0, fontSize: 13 }}>
          {curl}
        </pre>
      </Paper>
      <CopyButton value={curl}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" mt="xs" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </>
  );
}
