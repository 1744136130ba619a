import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { IconHandStop, IconPaperclip } from '@tabler/icons-react';
import { Fragment } from 'react';
import type { InboundMessage } from '../api/herald.types.js';
import { useProviderNames } from '../channels/provider.names.js';
import { LongText } from '../display/long.text.js';
import { PageLink } from '../display/page.link.js';
import { TimeText } from '../display/time.text.js';
import { webAddress } from './web.address.js';

/** A message that a user wrote. */
export function InboundView({ appId, message }: { appId: string; message: InboundMessage }) {
  const { providerLabel } = useProviderNames(appId);
  const { to, provider, text, button, media, location } = message;
  return (
    <Stack gap={6}>
      <Sender appId={appId} message={message} />
      {text !== undefined && text !== '' && <LongText label="Message" text={text} />}
      {button !== undefined && (
        <Text size="sm" className="foreign">
          Pressed the button “<bdi>{button.text}</bdi>”
        </Text>
      )}
      {location !== undefined && <Place location={location} />}
      {media.map((file, index) => (
        <Media key={index} file={file} />
      ))}
      <Text size="xs" c="dimmed" className="foreign">
        {providerLabel(provider)}, to {to}
      </Text>
    </Stack>
  );
}

function Sender({ appId, message }: { appId: string; message: InboundMessage }) {
  const { from, profileName, optOut, receivedAt } = message;
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="xs" miw={0} maw="100%">
        <PageLink
          to="/apps/$appId/users"
          params={{ appId }}
          search={{ q: from }}
          size="sm"
          fw={600}
          className="foreign"
        >
          {from}
        </PageLink>
        {profileName !== undefined && (
          <Text size="sm" className="foreign-line">
            {profileName}
          </Text>
        )}
        {optOut === true && (
          <Badge
            color="orange"
            variant="light"
            leftSection={<IconHandStop size={12} aria-hidden />}
            style={{ textTransform: 'none' }}
          >
            asks not to be written to
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        <TimeText at={receivedAt} />
      </Text>
    </Group>
  );
}

function Place({ location }: { location: NonNullable<InboundMessage['location']> }) {
  const { latitude, longitude, label, address } = location;
  const names = [label, address].filter((name) => name !== undefined);
  return (
    <Text size="sm" className="foreign">
      Shared a place: {latitude}, {longitude}
      {names.map((name, index) => (
        <Fragment key={index}>
          {' · '}
          <bdi>{name}</bdi>
        </Fragment>
      ))}
    </Text>
  );
}

function Media({ file: { url, contentType } }: { file: InboundMessage['media'][number] }) {
  const address = webAddress(url);
  return (
    <Group gap={4} wrap="nowrap">
      <IconPaperclip size={14} aria-hidden />
      {address === undefined ? (
        <Text size="sm" className="foreign-line">
          {url} ({contentType})
        </Text>
      ) : (
        <Anchor href={address} target="_blank" rel="noreferrer" size="sm" className="foreign-line">
          {contentType} at the provider
        </Anchor>
      )}
    </Group>
  );
}
