import { Paper, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch, IconUserSearch, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { User } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { MoreButton } from '../display/more.button.js';
import { PageHeader } from '../display/page.header.js';
import { PageLink } from '../display/page.link.js';
import { ProblemView } from '../display/problem.view.js';
import { useTypedText } from '../display/typed.text.js';
import { userListQuery } from './user.query.js';
import './user.list.css';

/** The users that an app notifies. */
export function UserListPage() {
  const appId = useAppId();
  const { q } = useSearch({ from: '/member/apps/$appId/users' });
  const navigate = useNavigate();
  const typed = useTypedText(
    q ?? '',
    (text) =>
      void navigate({
        to: '/apps/$appId/users',
        params: { appId },
        search: text === '' ? {} : { q: text },
        replace: true,
      }),
  );
  return (
    <>
      <PageHeader title="Users" description="Everybody whom the app has told Herald about, by identifier." />
      <Stack gap="md">
        <TextInput
          {...typed}
          label="Search"
          placeholder="Beginning of an identifier, or a whole phone number or e-mail address"
          leftSection={<IconSearch size={16} aria-hidden />}
          maw={560}
          maxLength={256}
        />
        <FoundUsers appId={appId} q={q} />
      </Stack>
    </>
  );
}

function FoundUsers({ appId, q }: { appId: string; q: string | undefined }) {
  const found = useInfiniteQuery(userListQuery(appId, q));
  if (found.isPending) return <LoadingView rows={8} rowHeight={52} />;
  if (found.data === undefined) return <ProblemView error={found.error} onRetry={() => void found.refetch()} />;
  const users = found.data.pages.flatMap(({ data }) => data);
  if (users.length === 0 && !found.hasNextPage) return q === undefined ? <NoUsers /> : <NobodyMatches />;
  return (
    <div aria-busy={found.isFetching}>
      <Paper withBorder component="ul" aria-label="Users" className="user-list">
        {users.map((user) => (
          <UserRow key={user.identifier} appId={appId} user={user} />
        ))}
      </Paper>
      {found.isError && <ProblemView error={found.error} onRetry={() => void found.fetchNextPage()} />}
      {found.hasNextPage && !found.isError && (
        <MoreButton isLoading={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} />
      )}
    </div>
  );
}

function UserRow({ appId, user: { identifier, phoneNumber, email, locale } }: { appId: string; user: User }) {
  return (
    <li className="user-row">
      <PageLink
        to="/apps/$appId/users/$identifier"
        params={{ appId, identifier }}
        className="foreign-line row-link"
        size="sm"
        fw={600}
        c="inherit"
      >
        {identifier}
      </PageLink>
      {[phoneNumber, email, locale].map((value, index) => (
        <Text key={index} component="span" size="sm" c="dimmed" className="foreign-line">
          {typeof value === 'string' ? value : ''}
        </Text>
      ))}
    </li>
  );
}

function NoUsers() {
  return (
    <EmptyView icon={IconUsers} title="No users yet">
      Users come with the first call that names them, inline or by <code>PUT /v3/users/:identifier</code>.
    </EmptyView>
  );
}

function NobodyMatches() {
  return (
    <EmptyView icon={IconUserSearch} title="Nobody matches">
      Identifiers are searched from their beginning; phone numbers and e-mail addresses have to be whole.
    </EmptyView>
  );
}
