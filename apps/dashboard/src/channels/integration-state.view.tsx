import { Alert, Button, Group, Paper, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Integration, Provider } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { LoadingView } from '../display/loading.view.js';
import { ProblemView } from '../display/problem.view.js';
import { AdviceList } from '../health/advice.list.js';
import { ConditionFacts } from '../health/condition.facts.js';
import { adviceFor } from '../health/condition.words.js';
import { healthQuery } from '../health/health.query.js';
import { useIsAdmin } from '../session/session.query.js';
import { ConnectionReportView } from './connection-report.view.js';
import { reportQuery } from './integration.query.js';

/** How an integration fares, and what its vendor says of the settings when asked. */
export function IntegrationStateView({
  integration: { id, provider: providerId },
  provider,
}: {
  integration: Integration;
  provider: Provider | undefined;
}) {
  const appId = useAppId();
  const isAdmin = useIsAdmin();
  const health = useQuery(healthQuery(appId));
  const report = useQuery(reportQuery(appId, id));
  const condition = health.data?.integrations.find((one) => one.id === id);
  return (
    <Paper withBorder p="md" component="section" aria-label="State">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h4">
            State
          </Title>
          {isAdmin && provider !== undefined && (
            <Button variant="default" size="xs" loading={report.isFetching} onClick={() => void report.refetch()}>
              Ask the vendor now
            </Button>
          )}
        </Group>
        {provider === undefined && (
          <Alert role="note" color="red" variant="light" title={`The provider ${providerId} is not installed here`}>
            Name its package in HERALD_PROVIDERS and start Herald again, or delete this integration.
          </Alert>
        )}
        {report.isError && <ProblemView error={report.error} />}
        {report.data !== undefined && <ConnectionReportView report={report.data} provider={provider} isSaved />}
        {health.isError && <ProblemView error={health.error} onRetry={() => void health.refetch()} />}
        {condition === undefined ? (
          health.isPending && <LoadingView rows={2} />
        ) : (
          <>
            <AdviceList advice={adviceFor(condition, Date.parse(health.data?.checkedAt ?? ''))} />
            <ConditionFacts condition={condition} cols={2} />
          </>
        )}
      </Stack>
    </Paper>
  );
}
