import { Button, Group, Menu, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconClock, IconSearch, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { DeliveryStatus } from '../api/herald.types.js';
import { integrationsQuery } from '../channels/integration.query.js';
import { useProviderNames } from '../channels/provider.names.js';
import { STATUS_LOOKS } from '../display/status.badge.js';
import { activeFilters, changed, without } from './active.filters.js';
import type { FilterProps } from './filter.props.js';
import { useTypedText } from '../display/typed.text.js';
import { QUICK_SPANS } from './filter.times.js';
import { MoreFilters } from './more.filters.view.js';

const STATUSES = Object.keys(STATUS_LOOKS) as DeliveryStatus[];

/** Narrows a list of deliveries, and shows to what it is narrowed. */
export function FilterBar({ appId, search, onSearch }: FilterProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const typed = useTypedText(search.q ?? '', (q) => onSearch(changed(search, { q })));
  return (
    <Stack gap="xs" mb="md" role="search" aria-label="Deliveries">
      <Group gap="xs" align="flex-end">
        <TextInput
          {...typed}
          label="Search"
          placeholder="Request id, message id, phone number, e-mail, user"
          leftSection={<IconSearch size={16} aria-hidden />}
          flex="1 1 16rem"
          maxLength={256}
        />
        <MultiSelect
          label="Status"
          placeholder={search.status === undefined ? 'Any' : ''}
          data={STATUSES}
          value={search.status ?? []}
          onChange={(status) => onSearch(changed(search, { status }))}
          clearable
          flex="1 1 18rem"
          maw={{ sm: 320 }}
        />
        <QuickSpans search={search} onSearch={onSearch} />
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          onClick={toggle}
          aria-expanded={isOpen}
        >
          {isOpen ? 'Fewer filters' : 'More filters'}
        </Button>
      </Group>
      {isOpen && <MoreFilters appId={appId} search={search} onSearch={onSearch} />}
      <ActiveFilters appId={appId} search={search} onSearch={onSearch} />
    </Stack>
  );
}

function QuickSpans({ search, onSearch }: Omit<FilterProps, 'appId'>) {
  const begin = (lengthMs: number) => {
    const from = new Date(Date.now() - lengthMs).toISOString();
    onSearch(changed(search, { from, to: undefined }));
  };
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconClock size={16} aria-hidden />}>
          Time
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {QUICK_SPANS.map(({ label, lengthMs }) => (
          <Menu.Item key={label} onClick={() => begin(lengthMs)}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => onSearch(changed(search, { from: undefined, to: undefined }))}>All time</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ActiveFilters({ appId, search, onSearch }: FilterProps) {
  const names = useProviderNames(appId);
  const integrations = useQuery(integrationsQuery(appId));
  const integrationLabel = (id: string) => integrations.data?.find((one) => one.id === id)?.label ?? id;
  const active = activeFilters(search, { ...names, integrationLabel });
  if (active.length === 0) return null;
  return (
    <Group gap={6} role="group" aria-label="Filters that are set">
      {active.map(({ name, label, value }) => (
        <Button
          key={name}
          size="compact-sm"
          variant="light"
          maw="100%"
          rightSection={<IconX size={12} aria-hidden />}
          aria-label={`Remove the filter ${label}: ${value}`}
          onClick={() => onSearch(without(search, name))}
        >
          <span className="foreign-line">
            {label}: <bdi>{value}</bdi>
          </span>
        </Button>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={() => onSearch({})}>
        Clear all
      </Button>
    </Group>
  );
}
