import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Integration } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { showDone, showProblem } from '../display/problem.notice.js';
import { waitingNow } from '../health/health.query.js';
import { useDeleteIntegration } from './integration.query.js';
import { WaitingFate } from './integration.switch.js';

/** Deletes an integration, after saying what that means for what waits and for what was sent. */
export function DeleteIntegrationView({ integration: { id }, name }: { integration: Integration; name: string }) {
  const appId = useAppId();
  const [isAsking, question] = useDisclosure();
  const navigate = useNavigate();
  const deletion = useDeleteIntegration(appId, id);
  const confirm = () =>
    deletion.mutate(undefined, {
      onSuccess: () => {
        showDone(`${name} was deleted.`);
        void navigate({ to: '/apps/$appId/channels', params: { appId } });
      },
      onError: showProblem,
    });
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" gap="sm">
        <div>
          <Title order={2} size="h4">
            Delete
          </Title>
          <Text size="sm" c="dimmed">
            To stop sending for a while, switch it off instead: nothing is forgotten then.
          </Text>
        </div>
        <Button variant="outline" color="red" onClick={question.open}>
          Delete
        </Button>
      </Group>
      <Modal opened={isAsking} onClose={question.close} title={`Delete ${name}?`} centered>
        <Stack>
          <Consequences appId={appId} id={id} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={question.close} data-autofocus>
              Keep it
            </Button>
            <Button color="red" loading={deletion.isPending} onClick={confirm}>
              Delete it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Paper>
  );
}

function Consequences({ appId, id }: { appId: string; id: string }) {
  const waiting = useQuery({
    queryKey: ['app', appId, 'waiting', id],
    queryFn: () => waitingNow(appId, id),
    gcTime: 0,
  });
  return (
    <Stack gap="xs">
      <Text size="sm">
        {waiting.data === undefined ? 'Looking for what waits for it …' : <WaitingFate count={waiting.data} />}
      </Text>
      <Text size="sm">
        Its settings and secrets are forgotten. Reports on what it has sent can no longer be verified unless another
        integration has the same account, so those deliveries may stay “sent”. What was sent stays in the lists.
      </Text>
    </Stack>
  );
}
