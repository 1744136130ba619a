import { Alert, Anchor, List, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconExternalLink, IconMinus } from '@tabler/icons-react';
import type { Provider } from '../api/herald.types.js';
import { CopyField } from '../display/copy.field.js';
import { reachFault } from './callback.reach.js';

/** What a provider is, needs and can, for who sets it up. */
export function ProviderFacts({ provider }: { provider: Provider }) {
  const { summary, docsUrl, profile } = provider;
  return (
    <Stack gap="lg">
      <div>
        <Title order={2} size="h4">
          About {provider.label}
        </Title>
        <Text size="sm" mt={4} className="foreign">
          {summary}
        </Text>
        {/^https?:/.test(docsUrl) && (
          <Anchor href={docsUrl} target="_blank" rel="noreferrer" size="sm">
            The vendor’s page: set it up there <IconExternalLink size={14} aria-label="(opens a new tab)" />
          </Anchor>
        )}
      </div>
      <Capabilities provider={provider} />
      <div>
        <Title order={3} size="h5">
          What a user’s profile needs
        </Title>
        <List size="sm" mt={4} className="foreign">
          {profile.map(({ name, help, example }) => (
            <List.Item key={name}>
              <b>{name}</b>: {help} For example {example}
            </List.Item>
          ))}
        </List>
      </div>
      <CallbackView provider={provider} />
    </Stack>
  );
}

function Capabilities({ provider: { capabilities } }: { provider: Provider }) {
  const { callbacks, inbound, seen } = capabilities;
  return (
    <div>
      <Title order={3} size="h5">
        What it can do
      </Title>
      <List size="sm" mt={4} spacing={4} center listStyleType="none">
        <Capability
          has={callbacks}
          yes="Tells whether a message arrived"
          no="Does not tell whether a message arrived"
        />
        <Capability has={seen} yes="Tells when a message was opened" no="Does not tell when a message was opened" />
        <Capability has={inbound} yes="Brings what users write back" no="Users cannot write back" />
      </List>
    </div>
  );
}

function Capability({ has, yes, no }: { has: boolean; yes: string; no: string }) {
  return (
    <List.Item
      icon={
        <ThemeIcon size={20} radius="xl" variant="light" color={has ? 'green' : 'gray'}>
          {has ? <IconCheck size={14} aria-hidden /> : <IconMinus size={14} aria-hidden />}
        </ThemeIcon>
      }
    >
      {has ? yes : no}
    </List.Item>
  );
}

/** The address that the vendor calls, to copy, with where it belongs. */
function CallbackView({ provider: { callbackUrl, callbackHelp } }: { provider: Provider }) {
  if (callbackUrl === null) return null;
  const fault = reachFault(callbackUrl);
  return (
    <Stack gap="xs">
      <div>
        <Title order={3} size="h5">
          Callbacks
        </Title>
        <Text size="sm" mt={4} className="foreign">
          {callbackHelp ?? 'The vendor reports to this address. Put it where the vendor asks for a webhook.'}
        </Text>
      </div>
      <CopyField label="Callback address" value={callbackUrl} />
      {fault !== undefined && (
        <Alert role="note" color="yellow" variant="light" py="xs">
          {fault}
        </Alert>
      )}
    </Stack>
  );
}
