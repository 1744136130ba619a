import { Paper, Text, Title } from '@mantine/core';
import { useProviderNames } from '../channels/provider.names.js';
import { PageLink } from '../display/page.link.js';
import type { Tally } from './event.counts.js';
import { TallyTable } from './tally.table.js';

/** Tenants that are shown; the list of deliveries has the others. */
const TENANTS_SHOWN = 10;

/** What went through which provider. */
export function RoutesView({ appId, routes }: { appId: string; routes: readonly Tally<'channel' | 'provider'>[] }) {
  const { providerLabel, channelLabel } = useProviderNames(appId);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        By channel and provider
      </Title>
      {routes.length === 0 && <Text c="dimmed">Nothing happened in this time.</Text>}
      {routes.length > 0 && (
        <TallyTable
          label="By channel and provider"
          heading="Channel and provider"
          tallies={routes}
          nameOf={({ channel, provider }) =>
            channel === null || provider === null ? (
              'None: no integration could be chosen'
            ) : (
              <>
                <PageLink
                  to="/apps/$appId/deliveries"
                  params={{ appId }}
                  search={{ channel, provider }}
                  className="foreign"
                >
                  {providerLabel(provider)}
                </PageLink>
                <Text size="xs" c="dimmed" className="foreign">
                  {channelLabel(channel)}
                </Text>
              </>
            )
          }
        />
      )}
    </Paper>
  );
}

/** What was sent on behalf of which customers of the app; nothing where there are none. */
export function TenantsView({
  appId,
  tenants,
  hasAll,
}: {
  appId: string;
  tenants: readonly Tally<'tenant'>[];
  hasAll: boolean;
}) {
  if (tenants.length === 0) return null;
  const left = tenants.length - TENANTS_SHOWN;
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="xs">
        By tenant
      </Title>
      <TallyTable
        label="By tenant"
        heading="Tenant"
        tallies={tenants.slice(0, TENANTS_SHOWN)}
        nameOf={({ tenant }) =>
          tenant === null ? (
            'None: the app itself'
          ) : (
            <PageLink
              to="/apps/$appId/deliveries"
              params={{ appId }}
              search={{ tenant }}
              className="foreign"
              lineClamp={2}
              title={tenant}
            >
              {tenant}
            </PageLink>
          )
        }
      />
      {(left > 0 || !hasAll) && (
        <Text size="sm" c="dimmed" mt="xs">
          {hasAll
            ? `The ${TENANTS_SHOWN} with the most events; ${left} more had some.`
            : `The ${TENANTS_SHOWN} with the most events of the first ${tenants.length} by name. Choose a shorter time to compare all.`}
        </Text>
      )}
    </Paper>
  );
}
