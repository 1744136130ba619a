import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeliveryDetail } from '../api/herald.types.js';
import { ProblemView } from '../display/problem.view.js';
import { useResend } from './delivery.query.js';

/** Sends a delivery again once that is confirmed, and leads to the new one. */
export function ResendButton({ appId, delivery }: { appId: string; delivery: DeliveryDetail }) {
  // One key for each time that it is asked: however often the button is pressed, one message goes out.
  const [idempotencyKey, setIdempotencyKey] = useState<string>();
  const close = () => setIdempotencyKey(undefined);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRepeat size={16} aria-hidden />}
        onClick={() => setIdempotencyKey(randomKey())}
      >
        Send again
      </Button>
      <Modal opened={idempotencyKey !== undefined} onClose={close} title="Send this again?" centered>
        {idempotencyKey !== undefined && (
          <ResendQuestion appId={appId} delivery={delivery} idempotencyKey={idempotencyKey} onClose={close} />
        )}
      </Modal>
    </>
  );
}

function ResendQuestion({
  appId,
  delivery,
  idempotencyKey,
  onClose,
}: {
  appId: string;
  delivery: DeliveryDetail;
  idempotencyKey: string;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const resend = useResend(appId, delivery.id);
  const confirm = () =>
    resend.mutate(idempotencyKey, {
      onSuccess: (deliveryId) => {
        onClose();
        if (deliveryId === undefined) return;
        void navigate({ to: '/apps/$appId/deliveries/$deliveryId', params: { appId, deliveryId } });
      },
    });
  return (
    <Stack>
      <Text size="sm">
        A new notification with the same content goes to{' '}
        <b>
          <bdi className="foreign">{delivery.recipient}</bdi>
        </b>
        , at the address that their profile has now. It takes the same integration, or, where that is switched off,
        whichever carries the channel now.
      </Text>
      {delivery.status !== 'discarded' && (
        <Text size="sm">This delivery is {delivery.status}: the recipient may get the message twice.</Text>
      )}
      {resend.isError && <ProblemView error={resend.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Do not send
        </Button>
        <Button onClick={confirm} loading={resend.isPending}>
          Send again
        </Button>
      </Group>
    </Stack>
  );
}

/** `crypto.randomUUID` is not there on pages without TLS. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
