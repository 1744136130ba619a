import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { integrationsQuery, providersQuery } from '../channels/integration.query.js';
import { useProviderNames } from '../channels/provider.names.js';
import { reasonWords } from '../display/reason.words.js';
import { standardReasonsQuery } from '../display/standard.reasons.js';
import { useTypedText } from '../display/typed.text.js';
import { changed } from './active.filters.js';
import type { FilterProps } from './filter.props.js';
import { isoOfLocalInput, timeInput } from './filter.times.js';

/** Filters that are wanted less often. */
export function MoreFilters({ appId, search, onSearch }: FilterProps) {
  const { data: standard } = useQuery(standardReasonsQuery(appId));
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="xs" verticalSpacing="xs">
      <Select
        label="Reason"
        placeholder="Any"
        data={[...(standard?.keys() ?? [])].map((code) => ({ value: code, label: reasonWords(code) }))}
        value={search.reason ?? null}
        onChange={(reason) => onSearch(changed(search, { reason: reason ?? undefined }))}
        searchable
        clearable
      />
      <RouteFilters appId={appId} search={search} onSearch={onSearch} />
      <PersonFilters search={search} onSearch={onSearch} />
      <TextInput
        type="datetime-local"
        label="Accepted from"
        value={timeInput(search.from)}
        onChange={({ currentTarget }) => onSearch(changed(search, { from: isoOfLocalInput(currentTarget.value) }))}
      />
      <TextInput
        type="datetime-local"
        label="Accepted before"
        value={timeInput(search.to)}
        onChange={({ currentTarget }) => onSearch(changed(search, { to: isoOfLocalInput(currentTarget.value) }))}
      />
    </SimpleGrid>
  );
}

function RouteFilters({ appId, search, onSearch }: FilterProps) {
  const { data: providers = [] } = useQuery(providersQuery(appId));
  const { data: integrations = [] } = useQuery(integrationsQuery(appId));
  const channels = [...new Set(providers.map(({ channel }) => channel))];
  const { providerLabel, channelLabel } = useProviderNames(appId);
  return (
    <>
      <Select
        label="Channel"
        placeholder="Any"
        data={channels.map((channel) => ({ value: channel, label: channelLabel(channel) }))}
        value={search.channel ?? null}
        onChange={(channel) => onSearch(changed(search, { channel: channel ?? undefined }))}
        clearable
      />
      <Select
        label="Provider"
        placeholder="Any"
        data={providers.map(({ id, label }) => ({ value: id, label }))}
        value={search.provider ?? null}
        onChange={(provider) => onSearch(changed(search, { provider: provider ?? undefined }))}
        clearable
      />
      <Select
        label="Integration"
        placeholder="Any"
        data={integrations.map(({ id, label, provider, tenant }) => ({
          value: id,
          label: [label ?? providerLabel(provider), tenant].filter((part) => part !== null).join(' · '),
        }))}
        value={search.integrationId ?? null}
        onChange={(integrationId) => onSearch(changed(search, { integrationId: integrationId ?? undefined }))}
        clearable
      />
    </>
  );
}

function PersonFilters({ search, onSearch }: Omit<FilterProps, 'appId'>) {
  const user = useTypedText(search.recipient ?? '', (recipient) => onSearch(changed(search, { recipient })));
  const tenant = useTypedText(search.tenant ?? '', (name) => onSearch(changed(search, { tenant: name })));
  return (
    <>
      <TextInput {...user} label="User" placeholder="Identifier, in full" maxLength={256} />
      <TextInput {...tenant} label="Tenant" placeholder="Name, in full" maxLength={256} />
    </>
  );
}
