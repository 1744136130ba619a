import { Paper, Stack } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { heraldUrl } from '../api/herald.api.js';
import { useAppId } from '../app/current.app.js';
import { providersQuery } from '../channels/integration.query.js';
import { CopyField } from '../display/copy.field.js';
import { EmptyView } from '../display/empty.view.js';
import { LoadingView } from '../display/loading.view.js';
import { MoreButton } from '../display/more.button.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { useSession } from '../session/session.query.js';
import { InboundView } from './inbound.view.js';
import { inboundListQuery } from './user.query.js';

/** What users wrote to an app, newest first. */
export function InboundPage() {
  const appId = useAppId();
  return (
    <>
      <PageHeader title="Inbound messages" description="What users wrote to the app’s senders, newest first." />
      <Messages appId={appId} />
    </>
  );
}

function Messages({ appId }: { appId: string }) {
  const inbound = useInfiniteQuery(inboundListQuery(appId));
  if (inbound.isPending) return <LoadingView rows={5} rowHeight={88} />;
  if (inbound.data === undefined) return <ProblemView error={inbound.error} onRetry={() => void inbound.refetch()} />;
  const messages = inbound.data.pages.flatMap(({ data }) => data);
  if (messages.length === 0) return <NothingWritten appId={appId} />;
  return (
    <>
      <Stack gap="sm" component="ul" aria-label="Messages" className="plain-list">
        {messages.map((message) => (
          <Paper key={message.id} withBorder p="md" component="li">
            <InboundView appId={appId} message={message} />
          </Paper>
        ))}
      </Stack>
      {inbound.hasNextPage && (
        <MoreButton isLoading={inbound.isFetchingNextPage} onMore={() => void inbound.fetchNextPage()} />
      )}
    </>
  );
}

function NothingWritten({ appId }: { appId: string }) {
  const { data: providers = [] } = useQuery(providersQuery(appId));
  const apiKey = useSession().apps.find(({ id }) => id === appId)?.apiKey;
  return (
    <EmptyView icon={IconInbox} title="Nobody has written yet">
      <Stack gap="md" ta="start">
        <div>
          Messages show up here once the provider sends them to Herald. Set this address at the provider, where it asks
          for the webhook of incoming messages, with the method POST.
        </div>
        {apiKey !== undefined &&
          providers
            .filter(({ capabilities }) => capabilities.inbound)
            .map(({ id, label }) => (
              <CopyField key={id} label={label} value={heraldUrl(`api/v1/apps/${apiKey}/webhook/${id}`)} />
            ))}
      </Stack>
    </EmptyView>
  );
}
