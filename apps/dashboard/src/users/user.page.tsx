import { Group, Paper, SimpleGrid, Stack, Title } from '@mantine/core';
import { IconArrowLeft, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { HeraldProblem } from '../api/herald.problem.js';
import { useAppId } from '../app/current.app.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { PageLink } from '../display/page.link.js';
import { ProblemView } from '../display/problem.view.js';
import { ProfileView } from './profile.view.js';
import { ReachView } from './reach.view.js';
import { UserDeliveries } from './user.deliveries.view.js';
import { userQuery } from './user.query.js';

/** A user: what is known of them, how they can be reached, and what they were sent. */
export function UserPage() {
  const appId = useAppId();
  const { identifier } = useParams({ from: '/member/apps/$appId/users/$identifier' });
  return (
    <>
      <PageLink to="/apps/$appId/users" params={{ appId }} size="sm">
        <Group component="span" gap={4} wrap="nowrap">
          <IconArrowLeft size={14} aria-hidden />
          Users
        </Group>
      </PageLink>
      <PageHeader title={identifier} />
      <Stack gap="md">
        <KnownUser appId={appId} identifier={identifier} />
        <UserDeliveries key={identifier} appId={appId} identifier={identifier} />
      </Stack>
    </>
  );
}

function KnownUser({ appId, identifier }: { appId: string; identifier: string }) {
  const user = useQuery(userQuery(appId, identifier));
  if (user.data !== undefined)
    return (
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
        <Paper withBorder p="md" component="section" aria-labelledby="profile" miw={0}>
          <Title order={2} size="h4" id="profile" mb="md">
            Profile
          </Title>
          <ProfileView user={user.data} />
        </Paper>
        <Paper withBorder p="md" component="section" aria-labelledby="channels" miw={0}>
          <Title order={2} size="h4" id="channels" mb="md">
            Channels
          </Title>
          <ReachView appId={appId} identifier={identifier} />
        </Paper>
      </SimpleGrid>
    );
  if (user.isPending) return <LoadingView rows={3} rowHeight={80} />;
  if (user.error instanceof HeraldProblem && user.error.kind === 'not-found')
    return (
      <Paper withBorder>
        <EmptyView icon={IconUserOff} title="Herald has no such user">
          They were deleted, or never created. Create them with <code>PUT /v3/users/:identifier</code>, or send the
          recipient inline with its profile.
        </EmptyView>
      </Paper>
    );
  return <ProblemView error={user.error} onRetry={() => void user.refetch()} />;
}
