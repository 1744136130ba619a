import { Badge, Button, Group, Paper, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answered, ownApi } from '../api/herald.api.js';
import type { OwnSession } from '../api/herald.types.js';
import { LoadingView } from '../display/loading.view.js';
import { showDone, showProblem } from '../display/problem.notice.js';
import { ProblemView } from '../display/problem.view.js';
import { TimeText } from '../display/time.text.js';
import { browserWords } from './browser.words.js';
import { ListRow } from './list.row.js';
import { OWN_SESSIONS_KEY, ownSessionsQuery } from './own-session.query.js';

/** One’s own sessions; any but this one can be ended here. */
export function OwnSessionsView() {
  const sessions = useQuery(ownSessionsQuery);
  if (sessions.isError) return <ProblemView error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (sessions.data === undefined) return <LoadingView rows={1} rowHeight={72} />;
  return (
    <Paper withBorder component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {sessions.data.map((session, index) => (
        <SessionRow key={session.id} session={session} isFirst={index === 0} />
      ))}
    </Paper>
  );
}

function SessionRow({ session, isFirst }: { session: OwnSession; isFirst: boolean }) {
  const answers = useQueryClient();
  const end = useMutation({
    mutationFn: () => answered(ownApi.DELETE('/v3/sessions/{id}', { params: { path: { id: session.id } } })),
    onSuccess: () => {
      showDone('The session has ended.');
      return answers.invalidateQueries({ queryKey: OWN_SESSIONS_KEY });
    },
    onError: showProblem,
  });
  const browser = session.userAgent === null ? 'A browser' : browserWords(session.userAgent);
  return (
    <ListRow isFirst={isFirst}>
      <div style={{ minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={600} className="foreign" lineClamp={2} title={session.userAgent ?? undefined}>
            {browser}
          </Text>
          {session.isCurrent && (
            <Badge variant="light" tt="none">
              this one
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed" className="foreign">
          {session.ip !== null && <>From {session.ip} · </>}signed in <TimeText at={session.createdAt} /> · used{' '}
          <TimeText at={session.lastUsedAt} /> · ends <TimeText at={session.expiresAt} />
        </Text>
      </div>
      {!session.isCurrent && (
        <Button
          variant="default"
          size="xs"
          flex="none"
          loading={end.isPending}
          onClick={() => end.mutate()}
          aria-label={`End the session of ${browser}`}
        >
          End
        </Button>
      )}
    </ListRow>
  );
}
