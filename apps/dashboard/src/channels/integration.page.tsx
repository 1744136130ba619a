import { Grid, Paper, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Integration, Provider } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { showDone } from '../display/problem.notice.js';
import { ProblemView } from '../display/problem.view.js';
import { BreakerBadge } from '../health/breaker.badge.js';
import { useIsAdmin } from '../session/session.query.js';
import { DeleteIntegrationView } from './delete-integration.view.js';
import { ChannelsCrumb, integrationNames } from './integration.about.js';
import { IntegrationForm } from './integration.form.js';
import { integrationQuery, providersQuery } from './integration.query.js';
import { IntegrationStateView } from './integration-state.view.js';
import { IntegrationSwitch } from './integration.switch.js';
import { ProviderFacts } from './provider.facts.js';
import { SettingsList } from './settings.list.js';
import { TestSendView } from './test-send.view.js';

/** One integration: how it fares, a test message, its settings. */
export function IntegrationPage() {
  const appId = useAppId();
  const { integrationId } = useParams({ from: '/member/apps/$appId/channels/$integrationId' });
  const integration = useQuery(integrationQuery(appId, integrationId));
  const providers = useQuery(providersQuery(appId));
  const failed = [integration, providers].find(({ isError }) => isError);
  if (integration.data !== undefined && providers.data !== undefined) {
    return <IntegrationView integration={integration.data} providers={providers.data} />;
  }
  return (
    <>
      <PageHeader title="Integration" />
      {failed === undefined ? (
        <LoadingView rows={4} rowHeight={120} />
      ) : (
        <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />
      )}
    </>
  );
}

function IntegrationView({ integration, providers }: { integration: Integration; providers: readonly Provider[] }) {
  const isAdmin = useIsAdmin();
  const { enabled, health } = integration;
  const provider = providers.find(({ id }) => id === integration.provider);
  const { name, about } = integrationNames(integration, providers);
  return (
    <>
      <ChannelsCrumb />
      <PageHeader title={name} description={<span className="foreign">{about}</span>}>
        <BreakerBadge isEnabled={enabled} health={health} />
        {isAdmin && <IntegrationSwitch integration={integration} name={name} />}
      </PageHeader>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <IntegrationStateView integration={integration} provider={provider} />
            {isAdmin && provider !== undefined && <TestSendView integration={integration} provider={provider} />}
            <SettingsView integration={integration} provider={provider} />
            {isAdmin && <DeleteIntegrationView integration={integration} name={name} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          {provider !== undefined && (
            <Paper withBorder p="md">
              <ProviderFacts provider={provider} />
            </Paper>
          )}
        </Grid.Col>
      </Grid>
    </>
  );
}

function SettingsView({ integration, provider }: { integration: Integration; provider: Provider | undefined }) {
  const isAdmin = useIsAdmin();
  return (
    <Paper withBorder p="md" component="section" aria-label="Settings">
      <Title order={2} size="h4" mb="md">
        Settings
      </Title>
      {isAdmin && provider !== undefined ? (
        <IntegrationForm
          key={integration.id}
          provider={provider}
          integration={integration}
          submitLabel="Check and save"
          onSaved={() => showDone('The settings are saved.')}
        />
      ) : (
        <SettingsList integration={integration} provider={provider} />
      )}
    </Paper>
  );
}
