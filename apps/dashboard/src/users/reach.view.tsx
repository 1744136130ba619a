import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ChannelReach } from '../api/herald.types.js';
import { type ProviderNames, useProviderNames } from '../channels/provider.names.js';
import { LoadingView } from '../display/loading.view.js';
import { ProblemView } from '../display/problem.view.js';
import { reasonWords } from '../display/reason.words.js';
import { userChannelsQuery } from './user.query.js';

/** On which channels a user can be reached, and what to do about those on which not. */
export function ReachView({ appId, identifier }: { appId: string; identifier: string }) {
  const channels = useQuery(userChannelsQuery(appId, identifier));
  const names = useProviderNames(appId);
  if (channels.isPending) return <LoadingView rows={3} rowHeight={56} />;
  if (channels.isError) return <ProblemView error={channels.error} onRetry={() => void channels.refetch()} />;
  const reachableFirst = channels.data.toSorted((one, other) => Number(other.isReachable) - Number(one.isReachable));
  return (
    <Stack gap="md" component="ul" className="plain-list">
      {reachableFirst.map((reach) => (
        <li key={reach.channel}>
          <Reach reach={reach} names={names} />
        </li>
      ))}
    </Stack>
  );
}

function Reach({ reach, names }: { reach: ChannelReach; names: ProviderNames }) {
  const { channel, provider, isReachable, address, reason } = reach;
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {names.channelLabel(channel)}
        </Text>
        <Badge
          variant="light"
          color={isReachable ? 'green' : 'gray'}
          leftSection={isReachable ? <IconCheck size={12} aria-hidden /> : <IconX size={12} aria-hidden />}
          style={{ textTransform: 'none' }}
        >
          {isReachable ? 'reachable' : 'not reachable'}
        </Badge>
      </Group>
      {isReachable && (
        <Text size="sm" c="dimmed" className="foreign">
          {[address, provider === null ? null : `through ${names.providerLabel(provider)}`]
            .filter((part) => part !== null)
            .join(' ')}
        </Text>
      )}
      {reason !== null && (
        <Text size="sm" c="dimmed" className="foreign">
          {reasonWords(reason.code)}. {reason.explanation} <b>Next step:</b> {reason.nextStep}
        </Text>
      )}
    </>
  );
}
