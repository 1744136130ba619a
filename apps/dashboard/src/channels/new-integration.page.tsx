import { Alert, Anchor, Grid, Paper, Text } from '@mantine/core';
import { IconPlugX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Provider } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { channelWords } from '../display/channel.words.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { showDone } from '../display/problem.notice.js';
import { ProblemView } from '../display/problem.view.js';
import { useIsAdmin } from '../session/session.query.js';
import { ChannelsCrumb } from './integration.about.js';
import { IntegrationForm } from './integration.form.js';
import { integrationsQuery, providersQuery } from './integration.query.js';
import { ProviderFacts } from './provider.facts.js';

/** Where a provider is switched on, with a form made from its manifest. */
export function NewIntegrationPage() {
  const appId = useAppId();
  const { providerId } = useParams({ from: '/member/apps/$appId/channels/new/$providerId' });
  const providers = useQuery(providersQuery(appId));
  const integrations = useQuery(integrationsQuery(appId));
  const failed = [providers, integrations].find(({ isError }) => isError);
  const provider = providers.data?.find(({ id }) => id === providerId);
  const siblings = integrations.data?.filter((one) => one.provider === providerId).length;
  return (
    <>
      <ChannelsCrumb />
      <PageHeader
        title={provider === undefined ? 'Switch a provider on' : `Switch ${provider.label} on`}
        description={provider !== undefined && channelWords(provider.channel, [provider.label])}
      />
      {failed !== undefined && <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />}
      {failed === undefined && (providers.data === undefined || siblings === undefined) && (
        <LoadingView rows={5} rowHeight={70} />
      )}
      {providers.data !== undefined && provider === undefined && <UnknownProvider />}
      {provider !== undefined && siblings !== undefined && <NewIntegration provider={provider} siblings={siblings} />}
    </>
  );
}

function NewIntegration({ provider, siblings }: { provider: Provider; siblings: number }) {
  const appId = useAppId();
  const navigate = useNavigate();
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Paper withBorder p="md">
          {useIsAdmin() ? (
            <IntegrationForm
              provider={provider}
              siblings={siblings}
              submitLabel="Check and switch on"
              onSaved={({ integration: { id, enabled } }) => {
                showDone(enabled ? `${provider.label} is switched on.` : `${provider.label} is saved, switched off.`);
                void navigate({
                  to: '/apps/$appId/channels/$integrationId',
                  params: { appId, integrationId: id },
                  replace: true,
                });
              }}
            />
          ) : (
            <Alert role="note" color="blue" variant="light" title="Only admins switch providers on">
              Ask an admin of Herald to do it; the members page shows who is one.
            </Alert>
          )}
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Paper withBorder p="md">
          <ProviderFacts provider={provider} />
        </Paper>
      </Grid.Col>
    </Grid>
  );
}

function UnknownProvider() {
  return (
    <EmptyView icon={IconPlugX} title="There is no such provider here">
      <Text>
        Choose one at{' '}
        <Anchor component={Link} to={`/apps/${useAppId()}/channels`} underline="always">
          Channels
        </Anchor>
        . Further ones come as packages that HERALD_PROVIDERS names.
      </Text>
    </EmptyView>
  );
}
