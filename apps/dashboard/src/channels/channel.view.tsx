import { Anchor, Badge, Button, Divider, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { Integration, Provider } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { BreakerBadge } from '../health/breaker.badge.js';
import { useIsAdmin } from '../session/session.query.js';
import type { ChannelOffer, IntegrationRanking, Standing } from './integration.order.js';
import { IntegrationSwitch } from './integration.switch.js';

const STANDINGS: Readonly<Record<Standing, { label: string; color: string; means: string }>> = {
  used: { label: 'In use', color: 'herald', means: 'It carries the notifications' },
  'stands by': { label: 'Stands by', color: 'gray', means: 'It is used only when those before it are switched off' },
  off: { label: 'Off', color: 'gray', means: 'It carries nothing' },
};

/** A channel: its integrations in the order in which Herald chooses among them, and the providers to switch on. */
export function ChannelView({ offer: { name, rankings, providers } }: { offer: ChannelOffer }) {
  const hasTenants = rankings.some(({ tenant }) => tenant !== null);
  return (
    <section aria-label={name}>
      <Title order={2} size="h3" mb="sm">
        {name}
      </Title>
      <Paper withBorder>
        {rankings.map((ranking) => (
          <Fragment key={ranking.tenant ?? ''}>
            <RankingView ranking={ranking} providers={providers} isTitled={hasTenants} />
            <Divider />
          </Fragment>
        ))}
        {providers.map((provider, index) => (
          <Fragment key={provider.id}>
            {index > 0 && <Divider />}
            <ProviderRow
              provider={provider}
              count={
                rankings
                  .flatMap(({ ranked }) => ranked)
                  .filter(({ integration }) => integration.provider === provider.id).length
              }
            />
          </Fragment>
        ))}
      </Paper>
    </section>
  );
}

function RankingView({
  ranking: { tenant, ranked },
  providers,
  isTitled,
}: {
  ranking: IntegrationRanking;
  providers: readonly Provider[];
  isTitled: boolean;
}) {
  return (
    <Stack gap={0}>
      {isTitled && (
        <Text size="xs" c="dimmed" fw={600} px="md" pt="sm" className="foreign">
          {tenant === null ? 'For everyone' : `For the tenant ${tenant}`}
        </Text>
      )}
      <Stack gap={0} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {ranked.map(({ integration, standing }) => (
          <li key={integration.id}>
            <IntegrationRow
              integration={integration}
              standing={standing}
              providerName={providers.find(({ id }) => id === integration.provider)?.label ?? integration.provider}
            />
          </li>
        ))}
      </Stack>
    </Stack>
  );
}

function IntegrationRow({
  integration,
  standing,
  providerName,
}: {
  integration: Integration;
  standing: Standing;
  providerName: string;
}) {
  const appId = useAppId();
  const isAdmin = useIsAdmin();
  const { id, label, priority, enabled, health } = integration;
  const { label: standingLabel, color, means } = STANDINGS[standing];
  const name = label ?? providerName;
  return (
    <Group px="md" py="sm" justify="space-between" gap="sm">
      <Stack gap={0} miw={0} flex={{ base: '1 1 100%', xs: '1 1 0' }}>
        <Anchor component={Link} to={`/apps/${appId}/channels/${id}`} fw={600} className="foreign">
          {name}
        </Anchor>
        <Text size="sm" c="dimmed" className="foreign">
          {label === null ? '' : `${providerName} · `}Priority {priority}
        </Text>
      </Stack>
      <Group gap="xs">
        <Badge variant="light" color={color} title={means} style={{ textTransform: 'none' }}>
          {standingLabel}
        </Badge>
        {enabled && <BreakerBadge isEnabled={enabled} health={health} />}
        {isAdmin && <IntegrationSwitch integration={integration} name={name} />}
      </Group>
    </Group>
  );
}

function ProviderRow({ provider: { id, label, summary }, count }: { provider: Provider; count: number }) {
  const appId = useAppId();
  const isAdmin = useIsAdmin();
  return (
    <Group px="md" py="sm" justify="space-between" gap="sm">
      <Stack gap={0} miw={0} flex={{ base: '1 1 100%', xs: '1 1 0' }}>
        <Text fw={600} size="sm" className="foreign">
          {label}
        </Text>
        <Text size="sm" c="dimmed" className="foreign">
          {summary}
        </Text>
      </Stack>
      <Button
        component={Link}
        to={`/apps/${appId}/channels/new/${id}`}
        variant={count === 0 && isAdmin ? 'filled' : 'default'}
        size="xs"
        aria-label={isAdmin ? `${count === 0 ? 'Switch on' : 'Add another'}: ${label}` : `About ${label}`}
      >
        {isAdmin ? (count === 0 ? 'Switch on' : 'Add another') : 'About'}
      </Button>
    </Group>
  );
}
