import { Alert, Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconActivityHeartbeat, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AppHealth, IntegrationCondition } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { integrationNames } from '../channels/integration.about.js';
import { providersQuery } from '../channels/integration.query.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { AdviceList } from './advice.list.js';
import { BreakerBadge } from './breaker.badge.js';
import { ConditionFacts } from './condition.facts.js';
import { type Advice, adviceFor } from './condition.words.js';
import { healthQuery } from './health.query.js';

/** How every integration of the app fares, kept up to date. */
export function HealthPage() {
  const health = useQuery(healthQuery(useAppId()));
  return (
    <>
      <PageHeader
        title="Health"
        description="Whether vendors take messages and call back, what waits, and how fast it goes. Asked again every 5 seconds."
      />
      {health.isPending && <LoadingView rows={3} rowHeight={150} />}
      {health.isError && <ProblemView error={health.error} onRetry={() => void health.refetch()} />}
      {health.data !== undefined && <HealthView health={health.data} />}
    </>
  );
}

function HealthView({ health: { integrations, checkedAt } }: { health: AppHealth }) {
  const appId = useAppId();
  if (integrations.length === 0) {
    return (
      <EmptyView icon={IconActivityHeartbeat} title="Nothing is switched on">
        There is nothing to watch over yet. Begin at{' '}
        <Anchor component={Link} to={`/apps/${appId}/channels`} underline="always">
          Channels
        </Anchor>
        : switch a provider on, and see here how it fares.
      </EmptyView>
    );
  }
  const judged = integrations.map((condition) => ({ condition, advice: adviceFor(condition, Date.parse(checkedAt)) }));
  const isSick = ({ advice }: { advice: Advice[] }) => advice.some(({ isProblem }) => isProblem);
  return (
    <Stack>
      <Summary sick={judged.filter(isSick).length} all={integrations.length} />
      {[...judged.filter(isSick), ...judged.filter((one) => !isSick(one))].map(({ condition, advice }) => (
        <ConditionCard key={condition.id} condition={condition} advice={advice} />
      ))}
    </Stack>
  );
}

function Summary({ sick, all }: { sick: number; all: number }) {
  if (sick === 0) {
    return (
      <Alert color="green" variant="light" icon={<IconCircleCheck aria-hidden />} title="All is well" role="status">
        {all === 1 ? 'The integration' : `All ${all} integrations`} can do what there is to do.
      </Alert>
    );
  }
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={sick === 1 ? 'One integration needs you' : `${sick} integrations need you`}
      role="status"
    >
      {sick === 1 ? 'It stands first; what to do stands with it.' : 'They stand first; what to do stands with each.'}
    </Alert>
  );
}

function ConditionCard({ condition, advice }: { condition: IntegrationCondition; advice: readonly Advice[] }) {
  const appId = useAppId();
  const { id, enabled, breaker } = condition;
  const { data: providers = [] } = useQuery(providersQuery(appId));
  const { name, about } = integrationNames(condition, providers);
  return (
    <Paper withBorder p="md" component="section" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap">
          <Stack gap={0} miw={0}>
            <Title order={2} size="h4">
              <Anchor component={Link} to={`/apps/${appId}/channels/${id}`} inherit className="foreign">
                {name}
              </Anchor>
            </Title>
            <Text size="sm" c="dimmed" className="foreign">
              {about}
            </Text>
          </Stack>
          <BreakerBadge isEnabled={enabled} health={breaker} />
        </Group>
        <AdviceList advice={advice} />
        <ConditionFacts condition={condition} />
      </Stack>
    </Paper>
  );
}
