import { Badge } from '@mantine/core';
import { type Icon, IconCheck, IconChecks, IconClock, IconEye, IconX } from '@tabler/icons-react';
import type { DeliveryStatus } from '../api/herald.types.js';

/** How each status looks: a colour, and a sign for who sees no colours. */
export const STATUS_LOOKS: Readonly<Record<DeliveryStatus, { color: string; icon: Icon; means: string }>> = {
  pending: { color: 'gray', icon: IconClock, means: 'Not yet handed to the provider' },
  sent: { color: 'blue', icon: IconCheck, means: 'The provider accepted it; whether it arrived is not known yet' },
  delivered: { color: 'herald', icon: IconChecks, means: 'It arrived' },
  seen: { color: 'green', icon: IconEye, means: 'The recipient opened it' },
  discarded: { color: 'red', icon: IconX, means: 'It will not arrive; the reason says why' },
};

/** A delivery's status. */
export function StatusBadge({ status }: { status: DeliveryStatus }) {
  const { color, icon: StatusIcon, means } = STATUS_LOOKS[status];
  return (
    <Badge
      color={color}
      variant="light"
      title={means}
      leftSection={<StatusIcon size={12} stroke={2.2} aria-hidden />}
      style={{ textTransform: 'none' }}
    >
      {status}
    </Badge>
  );
}
