import { Alert, Text } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import type { DeliveryDetail } from '../api/herald.types.js';
import { PageLink } from '../display/page.link.js';
import { TimeText } from '../display/time.text.js';

/** Which delivery this one repeats, and which repeat it. */
export function ResendNotes({ appId, delivery }: { appId: string; delivery: DeliveryDetail }) {
  const { resendOf, resends } = delivery;
  if (resendOf === null && resends.length === 0) return null;
  return (
    <Alert color="blue" variant="light" icon={<IconRepeat aria-hidden />} title="Sent again">
      {resendOf !== null && (
        <Text size="sm">
          This repeats{' '}
          <PageLink
            to="/apps/$appId/deliveries/$deliveryId"
            params={{ appId, deliveryId: resendOf.deliveryId }}
            size="sm"
            underline="always"
            c="inherit"
          >
            an earlier delivery
          </PageLink>
          .
        </Text>
      )}
      {resends.map(({ requestId, createdAt }) => (
        <Text size="sm" key={requestId}>
          It was{' '}
          <PageLink
            to="/apps/$appId/deliveries"
            params={{ appId }}
            search={{ q: requestId }}
            size="sm"
            underline="always"
            c="inherit"
          >
            sent again
          </PageLink>{' '}
          <TimeText at={createdAt} />.
        </Text>
      ))}
    </Alert>
  );
}
