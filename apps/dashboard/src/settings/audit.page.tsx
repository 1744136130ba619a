import { Button, Center, Paper } from '@mantine/core';
import { IconListDetails, IconLock } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { AuditEntry } from '../api/herald.types.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { useIsAdmin } from '../session/session.query.js';
import { appsQuery } from './app.query.js';
import { AuditEntryView } from './audit-entry.view.js';
import { AuditFilterForm } from './audit-filter.form.js';
import { auditQuery } from './audit.query.js';

/** Who changed what, when, from where, and how it ended. */
export function AuditPage() {
  const isAdmin = useIsAdmin();
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Every change that a member asked for, and every signing in, also where it was refused."
      />
      {isAdmin ? (
        <AuditLog />
      ) : (
        <EmptyView icon={IconLock} title="Only admins see the audit log">
          You are a viewer. Ask an admin to look something up, or to change your role.
        </EmptyView>
      )}
    </>
  );
}

function AuditLog() {
  const search = useSearch({ from: '/member/settings/audit' });
  const log = useInfiniteQuery(auditQuery(search));
  const entries = log.data?.pages.flatMap(({ data }) => data) ?? [];
  const actions = [...new Set(entries.map(({ action }) => action))].toSorted();
  return (
    <>
      <AuditFilterForm search={search} actions={actions} />
      {log.isError && <ProblemView error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <LoadingView rows={6} rowHeight={88} />}
      {log.data !== undefined && entries.length === 0 && (
        <EmptyView icon={IconListDetails} title="Nothing of this kind was done">
          Widen the filters above.
        </EmptyView>
      )}
      {entries.length > 0 && <EntryList entries={entries} />}
      {log.hasNextPage && (
        <Center mt="md">
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Load more
          </Button>
        </Center>
      )}
    </>
  );
}

function EntryList({ entries }: { entries: readonly AuditEntry[] }) {
  const { data: apps } = useQuery(appsQuery);
  return (
    <Paper withBorder component="ol" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Entries, the newest first">
      {entries.map((entry, index) => (
        <li
          key={entry.id}
          style={{
            padding: 'var(--mantine-spacing-sm) var(--mantine-spacing-md)',
            ...(index > 0 && { borderTop: '1px solid var(--mantine-color-default-border)' }),
          }}
        >
          <AuditEntryView entry={entry} appName={apps?.find(({ id }) => id === entry.appId)?.name} />
        </li>
      ))}
    </Paper>
  );
}
