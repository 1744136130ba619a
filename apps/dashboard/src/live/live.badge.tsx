import { Badge } from '@mantine/core';

/** Whether what is shown keeps itself up to date. */
export function LiveBadge({ isOpen }: { isOpen: boolean }) {
  return (
    <Badge variant="dot" color={isOpen ? 'green' : 'gray'} style={{ textTransform: 'none' }} role="status">
      {isOpen ? 'Live' : 'Connecting …'}
    </Badge>
  );
}
