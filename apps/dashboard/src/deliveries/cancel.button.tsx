import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBan } from '@tabler/icons-react';
import type { DeliveryDetail } from '../api/herald.types.js';
import { ProblemView } from '../display/problem.view.js';
import { showDone } from '../display/problem.notice.js';
import { useCancel } from './delivery.query.js';

/** Takes back the notification of a delivery once that is confirmed. */
export function CancelButton({ appId, delivery }: { appId: string; delivery: DeliveryDetail }) {
  const [isOpen, { open, close }] = useDisclosure();
  const cancel = useCancel(appId, delivery);
  const confirm = () =>
    cancel.mutate(undefined, {
      onSuccess: ({ canceled, underWay, handedOver }) => {
        close();
        showDone(`Canceled: ${canceled}. Being sent: ${underWay}. Already with the provider: ${handedOver}.`);
      },
    });
  return (
    <>
      <Button variant="default" leftSection={<IconBan size={16} aria-hidden />} onClick={open}>
        Cancel
      </Button>
      <Modal opened={isOpen} onClose={close} title="Cancel the whole notification?" centered>
        <Stack>
          <Text size="sm">
            This delivery and every other one of the same notification that is not with the provider yet will be
            discarded. What the provider has cannot be taken back. What is being sent just now is discarded as soon as
            it turns out that it was not sent.
          </Text>
          {cancel.isError && <ProblemView error={cancel.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Keep it
            </Button>
            <Button color="red" onClick={confirm} loading={cancel.isPending}>
              Cancel the notification
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
