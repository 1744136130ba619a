import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Integration } from '../api/herald.types.js';
import { useAppId } from '../app/current.app.js';
import { showProblem } from '../display/problem.notice.js';
import { waitingNow } from '../health/health.query.js';
import { useSwitchIntegration } from './integration.query.js';

/** Switches an integration on and off without forgetting it; asks first where deliveries would be lost by it. */
export function IntegrationSwitch({ integration: { id, enabled }, name }: { integration: Integration; name: string }) {
  const appId = useAppId();
  const [isAsking, question] = useDisclosure();
  const [waiting, setWaiting] = useState(0);
  const switching = useSwitchIntegration(appId);
  const switchTo = (isOn: boolean) => switching.mutate({ id, enabled: isOn }, { onError: showProblem });
  const look = useMutation({
    mutationFn: () => waitingNow(appId, id),
    onSuccess: (count) => {
      setWaiting(count);
      if (count === 0) switchTo(false);
      else question.open();
    },
    onError: showProblem,
  });
  const isBusy = switching.isPending || look.isPending;
  return (
    <>
      <Switch
        checked={switching.isPending ? switching.variables.enabled : enabled}
        disabled={isBusy}
        label={enabled ? 'On' : 'Off'}
        aria-label={`${name} carries notifications`}
        onChange={() => (enabled ? look.mutate() : switchTo(true))}
      />
      <Modal opened={isAsking} onClose={question.close} title={`Switch ${name} off?`} centered>
        <Stack>
          <Text size="sm">
            <WaitingFate count={waiting} /> Reports on what it has already sent are still taken. You can switch it on
            again at any time.
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={question.close} data-autofocus>
              Leave it on
            </Button>
            <Button
              color="red"
              onClick={() => {
                question.close();
                switchTo(false);
              }}
            >
              Switch it off
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

/** What becomes of deliveries that wait for an integration which is switched off or deleted. */
export function WaitingFate({ count }: { count: number }) {
  if (count === 0) return 'No delivery waits for it.';
  const deliveries = count === 1 ? 'One delivery waits' : `${new Intl.NumberFormat().format(count)} deliveries wait`;
  return `${deliveries} for it. ${count === 1 ? 'It is' : 'They are'} discarded when ${count === 1 ? 'its' : 'their'} turn comes.`;
}
