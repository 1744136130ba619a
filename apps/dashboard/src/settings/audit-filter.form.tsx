import { Autocomplete, Button, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { localInput } from '../overview/local.input.js';
import { appsQuery } from './app.query.js';
import { AUDIT_OUTCOMES, type AuditSearch } from './audit.search.js';
import { membersQuery } from './member.query.js';

/** Narrows the audit log; what is chosen stands in the address. */
export function AuditFilterForm({ search, actions }: { search: AuditSearch; actions: readonly string[] }) {
  const members = useQuery(membersQuery);
  const apps = useQuery(appsQuery);
  const navigate = useNavigate();
  const narrow = (change: { [Name in keyof AuditSearch]?: AuditSearch[Name] | '' }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== ''));
    void navigate({ to: '/settings/audit', search: next, replace: true });
  };
  const memberChoices = members.data?.map(({ id, email }) => ({ value: id, label: email })) ?? [];
  const appChoices = apps.data?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="xs" mb="md" style={{ alignItems: 'end' }}>
      <NativeSelect
        label="Member"
        data={[{ value: '', label: 'Everybody' }, ...memberChoices]}
        value={search.memberId ?? ''}
        onChange={(event) => narrow({ memberId: event.currentTarget.value })}
      />
      <ActionInput
        key={search.action}
        action={search.action ?? ''}
        actions={actions}
        onChoose={(action) => narrow({ action })}
      />
      <NativeSelect
        label="App"
        data={[{ value: '', label: 'All' }, ...appChoices]}
        value={search.appId ?? ''}
        onChange={(event) => narrow({ appId: event.currentTarget.value })}
      />
      <NativeSelect
        label="Outcome"
        data={[{ value: '', label: 'All' }, ...AUDIT_OUTCOMES]}
        value={search.outcome ?? ''}
        onChange={(event) =>
          narrow({ outcome: AUDIT_OUTCOMES.find((known) => known === event.currentTarget.value) ?? '' })
        }
      />
      <TimeInput key={`from ${search.from}`} label="From" at={search.from} onChoose={(from) => narrow({ from })} />
      <TimeInput key={`to ${search.to}`} label="To" at={search.to} onChoose={(to) => narrow({ to })} />
      {Object.keys(search).length > 0 && (
        <Button variant="default" onClick={() => void navigate({ to: '/settings/audit', search: {} })}>
          Show everything
        </Button>
      )}
    </SimpleGrid>
  );
}

function ActionInput({
  action,
  actions,
  onChoose,
}: {
  action: string;
  actions: readonly string[];
  onChoose: (action: string) => void;
}) {
  const [text, setText] = useState(action);
  return (
    <Autocomplete
      label="Action"
      placeholder="All"
      data={[...actions]}
      value={text}
      onChange={setText}
      onOptionSubmit={onChoose}
      onBlur={() => text.trim() !== action && onChoose(text.trim())}
      onKeyDown={(event) => event.key === 'Enter' && onChoose(text.trim())}
    />
  );
}

function TimeInput({ label, at, onChoose }: { label: string; at: string | undefined; onChoose: (at: string) => void }) {
  const [text, setText] = useState(at === undefined || Number.isNaN(Date.parse(at)) ? '' : localInput(Date.parse(at)));
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        const next = text === '' ? '' : new Date(text).toISOString();
        if (next !== (at ?? '')) onChoose(next);
      }}
    />
  );
}
