import { Anchor, List, Stack, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useAppId } from '../app/current.app.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { useIsAdmin } from '../session/session.query.js';
import { ChannelView } from './channel.view.js';
import { channelOffers } from './integration.order.js';
import { integrationsQuery, providersQuery } from './integration.query.js';

/** By channel: the providers that there are, and those that are switched on. */
export function ChannelListPage() {
  const appId = useAppId();
  const providers = useQuery(providersQuery(appId));
  const integrations = useQuery(integrationsQuery(appId));
  const failed = [providers, integrations].find(({ isError }) => isError);
  return (
    <>
      <PageHeader
        title="Channels"
        description="How notifications reach people. On each channel one integration carries a notification: the one that is switched on and has the lowest priority number. A tenant’s own come before the app’s."
      />
      {failed !== undefined && <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />}
      {failed === undefined && (providers.data === undefined || integrations.data === undefined) && (
        <LoadingView rows={4} rowHeight={130} />
      )}
      {providers.data !== undefined && integrations.data !== undefined && (
        <Stack gap="xl">
          {integrations.data.length === 0 && <NothingSwitchedOn />}
          {channelOffers(providers.data, integrations.data).map((offer) => (
            <ChannelView key={offer.channel} offer={offer} />
          ))}
        </Stack>
      )}
    </>
  );
}

function NothingSwitchedOn() {
  const appId = useAppId();
  if (!useIsAdmin()) {
    return (
      <EmptyView icon={IconPlugConnected} title="Nothing is switched on yet">
        Notifications reach nobody until an admin switches a provider on.
      </EmptyView>
    );
  }
  return (
    <EmptyView icon={IconPlugConnected} title="Nothing is switched on yet">
      <Text mb="xs">Notifications reach nobody until a provider is switched on. Three steps:</Text>
      <List type="ordered" ta="start" w="fit-content" mx="auto">
        <List.Item>Have an account at one of the vendors below, and its credentials at hand.</List.Item>
        <List.Item>Switch the provider on: Herald checks the credentials with the vendor.</List.Item>
        <List.Item>
          Send yourself a test message. Then see{' '}
          <Anchor component={Link} to={`/apps/${appId}/health`} underline="always">
            how it fares
          </Anchor>
          .
        </List.Item>
      </List>
    </EmptyView>
  );
}
